import { afterAll, afterEach, beforeAll, beforeEach, describe, test } from 'vitest'
describe('beforeAll fails', () => { beforeAll(() => { throw new Error('beforeAll') }); test('one', () => {}); test('two', () => {}) })
describe('beforeEach fails', () => { beforeEach(() => { throw new Error('beforeEach') }); test('one', () => {}) })
describe('afterEach fails', () => { afterEach(() => { throw new Error('afterEach') }); test('one', () => {}) })
describe('afterAll fails', () => { afterAll(() => { throw new Error('afterAll') }); test('one', () => {}) })
