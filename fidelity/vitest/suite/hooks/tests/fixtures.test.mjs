import { test as base } from 'vitest'
const test = base.extend({
  broken: async ({}, use) => { throw new Error('set-up'); await use(1) },
  leaves: async ({}, use) => { await use(1); throw new Error('tear-down') },
})
test('set-up fails', ({ broken }) => { broken }); test('tear-down fails', ({ leaves }) => { leaves }); test('fails, and so does the tear-down', ({ leaves }) => { leaves; throw new Error('body') })
test('needs neither', () => {})
