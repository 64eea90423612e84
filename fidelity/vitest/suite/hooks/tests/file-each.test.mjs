import { afterEach, beforeEach, test } from 'vitest'
beforeEach(() => { throw new Error('beforeEach of the file') })
afterEach(() => { throw new Error('afterEach of the file') })
test('one', () => {}); test.fails('fails as expected, in the hook', () => {})
