import { afterEach, expect, test, vi } from 'vitest'
import { invocationOf } from '../src/invocation.ts'

const argv = process.argv
afterEach(() => {
  process.argv = argv
  vi.unstubAllEnvs()
})

const modeOf = (given: object, ...args: string[]) => {
  process.argv = ['node', 'playwright', ...args]
  return invocationOf(given).inactive
}

test("Playwright's own options are kept from the core", () => {
  const given = { jobName: 'Nightly', configDir: '/shop', _mode: 'test', _commandHash: '', _isTestServer: false }
  expect(invocationOf(given)).toMatchObject({ options: { jobName: 'Nightly' }, configDir: '/shop', merging: false })
  expect(Object.keys(invocationOf(given).options)).toEqual(['jobName'])
})

test.each([
  [['test'], undefined],
  [['test', '--ui'], 'UI mode'],
  [['test', '--ui-host=0.0.0.0'], 'UI mode'],
  [['test', '--ui-port', '0'], 'UI mode'],
  [['test', '--', '--ui'], undefined],
  [['test', '--uid'], undefined],
  [['test', 'test-server'], undefined],
  [['test-server', '-c', 'x'], "an editor's test server"],
])('%j on the command line', (args, mode) => {
  expect(modeOf({ _mode: 'test' }, ...args)).toBe(mode)
})

test('what Playwright tells itself', () => {
  expect(modeOf({ _mode: 'list' }, 'test', '--list')).toBe('list mode')
  expect(modeOf({ _mode: 'test', _isTestServer: true }, 'test')).toBe("an editor's test server")
  expect(modeOf({ _mode: 'test', _isTestServer: true }, 'test', '--ui')).toBe('UI mode')
  vi.stubEnv('PWTEST_WATCH', '1')
  expect(modeOf({ _mode: 'test' }, 'test')).toBe('watch mode')
  expect(invocationOf({ _mode: 'merge' }).merging).toBe(true)
})
