import { test } from 'vitest'
test('passes', () => {})
test('throws an object whose getters throw', () => { throw { get message() { throw new Error('getter') }, get stack() { throw new Error('getter') } } })
test('throws a frozen error', () => { throw Object.freeze(new Error('frozen')) })
