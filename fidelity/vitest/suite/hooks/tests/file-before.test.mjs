import { beforeAll, describe, test } from 'vitest'
beforeAll(() => { throw new Error('beforeAll of the file') })
test('one', () => {}); describe('group', () => { test('two', () => {}) })
