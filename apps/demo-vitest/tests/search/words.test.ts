import { describe, expect, test } from 'vitest'
import { search } from '../../src/convert.ts'

describe('search', () => {
  test('finds parts of words', ({ task }) => {
    Object.assign(task.meta, { requirement: 'AltID_SEARCH-1', tags: ['smoke'] })
    expect(search(['tea', 'team', 'coffee'], 'tea')).toEqual(['tea', 'team'])
  })

  test('refuses to search for nothing', () => expect(() => search([], '')).toThrow(RangeError))

  test.skip('ignores accents', () => {})
})

let calls = 0
test('the index answers at the second call', { retry: 2 }, () => {
  // Flaky by design.
  expect(++calls).toBe(2)
})
