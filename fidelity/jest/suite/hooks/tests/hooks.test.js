const fail = (text) => () => { throw new Error(text) }
const hang = () => new Promise(() => {})
describe('beforeAll fails', () => { beforeAll(fail('beforeAll')); test('one', () => {}); test('two', () => {}) })
describe('beforeAll fails above', () => { beforeAll(fail('above')); describe('inner', () => { test('deep', () => {}); test.skip('skipped', () => {}); test.todo('to do') }) })
describe('beforeAll times out', () => { beforeAll(hang, 50); test('one', () => {}) })
describe('beforeEach fails', () => { beforeEach(fail('beforeEach')); test('one', () => {}) })
describe('beforeEach times out', () => { beforeEach(hang, 50); test('one', () => {}) })
describe('afterEach fails', () => { afterEach(fail('afterEach')); test('one', () => {}); test('fails too', fail('body')) })
