import { test } from '@playwright/test'

test('passes', () => {})
test('fails first', () => {
  throw new Error('one')
})
test('fails second', () => {
  throw new Error('two')
})
test('is cut off', () => {})
test('is cut off, too', () => {
  throw new Error('never runs')
})
