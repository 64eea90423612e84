import { describe, test } from 'vitest'
test('one', () => {}); describe('broken', () => { test('two', () => {}); throw new Error('while defining') })
