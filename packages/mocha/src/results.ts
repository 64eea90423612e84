import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Failure, runFailure, TestResult, TestRun } from '@zephyr-reporters/core'
import { failuresOf } from './failure.js'
import type { MochaOptions, Runnable, Runner, Suite, Test } from './mocha.js'

/** One test, from its definition on, and what became of it so far. */
interface Entry {
  file: string | undefined
  titles: string[]
  position: number
  outcome: 'unknown' | 'running' | 'passed' | 'failed' | 'skipped'
  duration: number
  failures: Failure[]
  flaky: boolean
}

/** A failure that belongs to no test, by title and file. */
interface Outside {
  file: string | undefined
  titles: string[]
  failures: Failure[]
}

type Titles = typeof runFailure

/** What a Mocha run has said so far, test by test. */
export interface Results {
  /**
   * @param failures Mocha's own count, at the run's end.
   * @param hasProcessEnded Midway, and by no signal: the running test fails.
   */
  runOf(end: { failures?: number; hasProcessEnded?: boolean }, titles: Titles): TestRun
}

/** Listens to a run from before its first test on. */
export function collectResults(runner: Runner, { bail = false, parallel = false }: MochaOptions): Results {
  const startedAt = new Date()
  const entries = new Map<string, Entry>()
  /** The last attempt at each test, by file and titles: an attempt is another object than the one before. */
  const latest = new Map<string, Entry>()
  const hooks: Outside[] = []
  const unhandled: Outside[] = []
  const positions = new Map<string | undefined, number>()

  const define = (test: Test): Entry => {
    const position = positions.get(test.file) ?? 0
    positions.set(test.file, position + 1)
    const entry: Entry = {
      file: test.file,
      titles: test.titlePath(),
      position,
      outcome: 'unknown',
      duration: 0,
      failures: [],
      flaky: false,
    }
    entries.set(idOf(test), entry)
    return entry
  }
  const entryOf = (test: Test): Entry => {
    const key = JSON.stringify([test.file, test.titlePath()])
    const known = entries.get(idOf(test)) ?? (test.currentRetry() > 0 ? latest.get(key) : undefined)
    const entry = known ?? define(test)
    entries.set(idOf(test), entry)
    latest.set(key, entry)
    return entry
  }
  const walk = ({ tests, suites }: Suite) => {
    for (const test of tests) if (!entries.has(idOf(test))) define(test)
    for (const suite of suites) walk(suite)
  }
  // Before `only` takes the others away: they are defined all the same. With `--delay` more come later.
  walk(runner.suite)
  runner.on('start', () => walk(runner.suite))
  runner.on('test', (test) => {
    const entry = entryOf(test)
    if (entry.outcome !== 'failed') entry.outcome = 'running'
  })
  runner.on('pending', (test) => {
    const entry = entryOf(test)
    if (entry.outcome !== 'failed') entry.outcome = 'skipped'
  })
  runner.on('pass', (test) => {
    const entry = entryOf(test)
    Object.assign(entry, { outcome: 'passed', duration: test.duration ?? 0, flaky: test.currentRetry() > 0 })
  })
  runner.on('fail', (runnable, error) => {
    const failures = failuresOf(error)
    if (isTest(runnable)) {
      const entry = entryOf(runnable)
      entry.failures.push(...failures)
      entry.outcome = 'failed'
      entry.duration = runnable.duration ?? entry.duration
    } else if (runnable.type === 'hook') add(hooks, runnable.titlePath().slice(0, -1), runnable.file, failures)
    else add(unhandled, [], parallel ? fileOf(failures) : runnable.file, failures)
  })

  return {
    runOf({ failures, hasProcessEnded = false }, titles) {
      const tests = [...new Set(entries.values())].map((entry) => resultOf(entry, { hasProcessEnded, bail }))
      const outside = [
        ...hooks.map((hook) => failing({ ...hook, titles: [...hook.titles, titles.hook] })),
        ...unhandled.map((error) => failing({ ...error, titles: [error.file ? titles.file : titles.unhandled] })),
      ]
      const isExplained = [...tests, ...outside].some(({ outcome }) => outcome === 'failed')
      const silent = failures !== undefined && failures > 0 && !isExplained && tests.length > 0
      return {
        runner: 'mocha',
        root: process.cwd(),
        rootIs: 'the working directory',
        startedAt,
        tests: [...tests, ...outside, ...(silent ? [unexplained(failures, titles)] : [])],
      }
    },
  }
}

/**
 * With `--parallel` a file that cannot be loaded comes as an error of no file: it is the outermost of the user's own on
 * the stack. Without, Mocha ends before there is a reporter.
 */
function fileOf(failures: readonly Failure[]): string | undefined {
  const lines = failures.flatMap(({ text }) => text.split('\n', mostLines))
  const paths = lines.flatMap((line) => (line.length > longestLine ? [] : (pathOf(line) ?? [])))
  return paths.findLast((path) => !/[\\/]node_modules[\\/]/.test(path) && existsSync(path))
}

/** A message may be as long as it likes; a stack and its lines are not. */
const mostLines = 200
const longestLine = 4096

/** The path in a frame, which Mocha shortens to the working directory, a line of Node's `Require stack:`, or a syntax error's head. */
function pathOf(line: string): string | undefined {
  const place = /^ +at (?:.*\()?([^()]+?)\)?$/.exec(line)?.[1] ?? /^- (.+)$/.exec(line)?.[1] ?? line
  const path = place.replace(/(:\d+){1,2}$/, '')
  if (path === '' || path.startsWith('node:')) return undefined
  try {
    return path.startsWith('file:') ? fileURLToPath(path) : resolve(path)
  } catch {
    return undefined // A message that only looks like a frame.
  }
}

/** Mocha's own id; its copies from a worker have the same. */
const idOf = (test: Test): string => String(Reflect.get(test, '__mocha_id__') ?? Reflect.get(test, 'id'))

const isTest = (runnable: Runnable): runnable is Test => runnable.type === 'test'

/** One case per suite, however many of its hooks failed: their own titles name a test that differs with a filter. */
function add(list: Outside[], titles: string[], file: string | undefined, failures: Failure[]) {
  const key = JSON.stringify([titles, file])
  const known = list.find((one) => JSON.stringify([one.titles, one.file]) === key)
  if (known) known.failures.push(...failures)
  else list.push({ titles, file, failures })
}

interface Circumstances {
  hasProcessEnded: boolean
  bail: boolean
}

function resultOf(entry: Entry, { hasProcessEnded, bail }: Circumstances): TestResult {
  const { file, titles, position, outcome, duration, failures, flaky } = entry
  const common = { file, titles, position: [position], duration }
  if (outcome === 'running' && hasProcessEnded) return { ...common, outcome: 'failed', failures: [ended] }
  if (outcome === 'failed') return { ...common, outcome, failures }
  if (outcome === 'passed') return { ...common, outcome, failures: [], flaky }
  const reason = outcome === 'skipped' ? 'skipped' : bail ? 'bail' : 'did not run'
  return { ...common, outcome: 'notRun', reason, failures: [] }
}

const failing = ({ file, titles, failures }: Outside): TestResult => ({
  file,
  titles,
  position: [0],
  outcome: 'failed',
  duration: 0,
  failures,
})

const ended: Failure = {
  message: 'Mocha’s own process ended while this test ran.',
  type: 'Error',
  text: 'Mocha’s own process ended while this test ran.',
}

function unexplained(count: number, titles: Titles): TestResult {
  const text = `Mocha counts ${count} failed, but names none.`
  return failing({ file: undefined, titles: [titles.run], failures: [{ message: text, type: 'Error', text }] })
}
