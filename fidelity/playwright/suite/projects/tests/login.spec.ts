import { test } from '@playwright/test'

test('logs in', ({}, info) => {
  if (info.project.name === 'mobile') throw new Error('only on mobile')
})
test('logs out', () => {})
