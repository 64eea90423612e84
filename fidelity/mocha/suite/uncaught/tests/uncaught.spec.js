const { setTimeout: sleep } = require('node:timers/promises')

it('rejects with nobody waiting', async () => {
  Promise.reject(new Error('nobody waits'))
  await sleep(20)
})
it('throws in a timer', async () => {
  setTimeout(() => {
    throw new Error('in a timer')
  }, 1)
  await sleep(50)
})
it('comes after', () => {})
