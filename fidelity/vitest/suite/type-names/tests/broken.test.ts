import { expect, test } from 'vitest'
import { missing } from './missing'

test('never runs', () => {
  expect(missing).toBe(1)
})
