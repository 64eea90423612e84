import { describe, expect, test } from 'vitest'
import { gross } from '../src/price.js'

describe('a price', () => {
  test('gains the tax', async ({ annotate }) => {
    await annotate('ID_12', 'requirement')
    expect(gross(100)).toBe(119)
  })

  test.each([0, 0.07])('at a rate of %d', (rate) => {
    expect(gross(100, rate)).toBe(100 + 100 * rate)
  })

  test.todo('in other currencies')
})
