import { test } from '@playwright/test'

test('swipes', ({}, info) => {
  if (info.project.name === '') throw new Error('only without a project')
})
