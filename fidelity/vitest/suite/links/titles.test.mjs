import { describe, test } from 'vitest'
test('logs in [ID_12] [AltID_R1] @smoke', () => {})
describe('checkout @nightly', () => { test('pays [ID_x] as user@example.com', () => {}) })
test('meta', ({ task }) => { Object.assign(task.meta, { requirement: 'ID_7', tags: ['a b', 7, null], tag: '@x' }) })
test('wrong meta', ({ task }) => { Object.assign(task.meta, { requirements: { not: 'a list' }, requirement: '', tag: ['', ' '] }) })
