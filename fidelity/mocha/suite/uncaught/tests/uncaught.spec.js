const { setTimeout: sleep } = require('node:timers/promises')

it('rejects with nobody waiting', async () => {
  Promise.reject(new Error('nobody waits'))
  await sleep(20)
})
it('throws in a timer', async () => {
  setTimeout(() => {
    throw new Error('in a timer')
  }, 1)
  // Mocha itself dies of a test that goes on after it failed.
  await new Promise(() => {})
})
it('comes after', () => {})
