import { expect, test } from '@playwright/test'

test('has no snapshot at first', () => {
  expect('text').toMatchSnapshot('text.txt')
})
