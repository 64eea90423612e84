import { afterAll, test } from 'vitest'
afterAll(() => { throw new Error('afterAll of the file') })
test('passes before', () => {})
