import { test } from '@playwright/test'

test('linked @smoke', {
  tag: ['@fast', '@nightly'],
  annotation: [
    { type: 'requirement', description: 'ID_12' },
    { type: 'requirement', description: 'AltID_R1' },
    { type: 'issue', description: 'not ours' },
  ],
}, () => {})
test('linked wrongly', { annotation: { type: 'requirement', description: 'REQ-1' } }, () => {
  throw new Error('still recorded')
})
test('linked from its body', () => {
  test.info().annotations.push({ type: 'requirement', description: 'ID_99' })
})
test('[ID_7] in its title @slow', () => {})
test.describe('tagged', { tag: '@group' }, () => {
  test('inherits', () => {})
})
test.describe('linked as a group', { annotation: { type: 'requirement', description: 'ID_3' } }, () => {
  test('linked by its describe', { annotation: { type: 'requirement', description: 'ID_4' } }, () => {})
})
test('linked at each attempt', ({}, info) => {
  info.annotations.push({ type: 'requirement', description: 'ID_5' }, { type: 'requirement', description: 'AltID_a_b' })
  info.annotations.push({ type: 'requirement' })
})
