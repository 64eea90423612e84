import { describe, test } from 'vitest'
test('tagged', { tags: ['smoke'] }, () => {})
describe('group', { tags: ['nightly'] }, () => { test('tagged', { tags: ['smoke'] }, () => {}) })
