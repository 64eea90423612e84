import { beforeAll, describe, test } from 'vitest'

describe('group', () => {
  beforeAll(() => {
    throw new Error('hook')
  })
  test('skipped by the hook', () => {})
})
