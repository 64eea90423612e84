import assert from 'node:assert'; const two: number = 2; test('fails in TypeScript', () => { assert.equal(two, 3) })
