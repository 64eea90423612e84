test('throws an error with a getter that throws', () => { const e = new Error('getter'); Object.defineProperty(e, 'detail', { enumerable: true, get() { throw new Error('g') } }); throw e })
