import { test } from '@playwright/test'

/** Tests defined elsewhere than in the file that has them. */
export function shared(what: string) {
  test.describe(what, () => {
    test('works', () => {})
  })
}
