import { test } from '@playwright/test'

test.describe('beforeAll throws', () => {
  test.beforeAll(() => {
    throw new Error('beforeAll broke')
  })
  test('first is given the failure', () => {})
  test('second does not run', () => {})
  test.skip('third is skipped', () => {})
})

test.describe('beforeAll throws at the first attempt', () => {
  test.describe.configure({ retries: 1 })
  test.beforeAll(({}, info) => {
    if (info.retry === 0) throw new Error('beforeAll broke once')
  })
  test('is flaky for it', () => {})
  test('follows', () => {})
})

test.describe('beforeAll skips', () => {
  test.beforeAll(() => {
    test.skip(true, 'none of this')
  })
  test('is skipped by the hook', () => {})
})

test('outside runs', () => {})

test.describe('beforeAll throws in parallel mode', () => {
  test.describe.configure({ mode: 'parallel' })
  test.beforeAll(() => {
    throw new Error('beforeAll broke')
  })
  test('first fails', () => {})
  test('second fails, too', () => {})
})
test.describe('beforeAll throws before a skip', () => {
  test.beforeAll(() => {
    throw new Error('beforeAll broke')
  })
  test('would have skipped itself', () => {
    test.skip()
  })
})
test.describe('beforeAll throws before an expected failure', () => {
  test.beforeAll(() => {
    throw new Error('beforeAll broke')
  })
  test.fail('fails as expected', () => {})
})
test.describe('beforeAll throws once in serial mode', () => {
  test.describe.configure({ mode: 'serial', retries: 1 })
  test.beforeAll(({}, info) => {
    if (info.retry === 0) throw new Error('beforeAll broke once')
  })
  test('is flaky for it', () => {})
  test('follows', () => {})
})
