import { expect, test } from '@playwright/test'

test('passes', () => {})
test('fails in an assertion', () => {
  expect(1 + 1).toBe(3)
})
test('throws an Error', () => {
  throw new Error('broken')
})
test('throws an Error with an empty message and stack', () => {
  const error = new Error('')
  error.stack = ''
  throw error
})
test('throws a string', () => {
  throw 'a string'
})
test('throws null', () => {
  throw null
})
test('throws undefined', () => {
  throw undefined
})
test('throws a number', () => {
  throw 42
})
test('throws an object with a throwing getter', () => {
  throw {
    get message() {
      throw new Error('from the getter')
    },
  }
})
test('throws an AggregateError', () => {
  throw new AggregateError([new Error('one'), new Error('two')], 'several')
})
test('throws with a chain of causes', () => {
  throw new Error('outer', { cause: new Error('middle', { cause: new Error('innermost') }) })
})
test('throws a circular error', () => {
  const error = new Error('circular')
  error.cause = error
  throw error
})
test('rejects', async () => {
  await Promise.reject(new TypeError('rejected'))
})
test('times out', async () => {
  test.setTimeout(300)
  await new Promise(() => {})
})
test('is slow but passes', async () => {
  test.slow()
})
test('is slow and fails', () => {
  test.slow()
  throw new Error('slow and broken')
})
test('fails two soft assertions', () => {
  expect.soft('a').toBe('b')
  expect.soft('c').toBe('d')
})
test('fails a soft assertion, then throws', () => {
  expect.soft('e').toBe('f')
  throw new Error('after the soft one')
})
test('polls in vain', async () => {
  await expect.poll(() => 1, { timeout: 200 }).toBe(2)
})
test('polls and gets it', async () => {
  let calls = 0
  await expect.poll(() => calls++, { timeout: 20_000 }).toBeGreaterThan(1)
})
test('fails in a step', async () => {
  await test.step('outer step', async () => {
    await test.step('inner step', async () => {
      throw new Error('in the step')
    })
  })
})
test('skips in its body', () => {
  test.skip(true, 'not here')
})
test('skips in its body not', () => {
  test.skip(false, 'not here')
})
test('fixme in its body', () => {
  test.fixme(true, 'later')
})
test.skip('is skipped', () => {
  throw new Error('never runs')
})
test.fixme('is a fixme', () => {
  throw new Error('never runs')
})
test.fail('fails as expected', () => {
  throw new Error('as expected')
})
test.fail('passes unexpectedly', () => {})
test('is expected to fail from its body, and does', () => {
  test.fail(true, 'known')
  throw new Error('as expected')
})
test('is expected to fail from its body, and passes', () => {
  test.fail(true, 'known')
})
test.fail('is expected to fail but times out', async () => {
  test.setTimeout(300)
  await new Promise(() => {})
})
test.fail('is expected to fail, and skips', () => {
  test.skip(true)
})
test('has attachments and fails', async ({}, info) => {
  await info.attach('note', { body: 'a text kept out of the file' })
  await info.attach('page', { body: '<html></html>', contentType: 'text/html' })
  const path = info.outputPath('evidence.txt')
  const { writeFileSync } = await import('node:fs')
  writeFileSync(path, 'evidence')
  await info.attach('evidence', { path })
  throw new Error('see the attachment')
})
test('prints ]]> and fails', () => {
  console.log('out ]]> \u001b[31mred\u001b[39m')
  throw new Error('with ]]> and <markup> & "quotes" \u001b[31mred\u001b[39m \u0000 \u0007 \uFFFE \uD800 end')
})
test('fails with 1 MB of text', () => {
  throw new Error('x'.repeat(1024 * 1024))
})
test('rejects unhandled', async () => {
  Promise.reject(new Error('nobody awaits this'))
  await new Promise((resolve) => setTimeout(resolve, 50))
})
test('throws in a timer', async () => {
  setTimeout(() => {
    throw new Error('uncaught in a timer')
  }, 10)
  await new Promise((resolve) => setTimeout(resolve, 100))
})
