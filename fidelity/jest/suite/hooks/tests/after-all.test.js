const fail = (text) => () => { throw new Error(text) }
afterAll(fail('afterAll of the file'))
test('passes before', () => {})
describe('group', () => { afterAll(fail('first')); afterAll(fail('second')); test('passes', () => {}); describe('inner', () => { afterAll(fail('deep')); test('fails too', fail('body')) }) })
