import { fileURLToPath } from 'node:url'
import type { TestError } from '@playwright/test/reporter'
import type { TestResult } from '@zephyr-reporters/core'
import { runFailure as titles } from '@zephyr-reporters/core/report'
import { stripAnsi } from '@zephyr-reporters/reporter-kit'
import { failureOf } from './failure.js'
import { projectsOf } from './projects.js'
import type { PlaywrightReported } from './reported.js'
import { isInside, type RunFolders } from './run-folders.js'

/** The failing case that an error belongs to: its fixed title, and the test file where there is one. */
interface Case {
  title: (typeof titles)[keyof typeof titles]
  file?: string
  project?: string
}

/** What is known when the errors are looked at. */
export interface OutsideTests {
  reported: PlaywrightReported
  folders: RunFolders
  /** The run's tests, to notice a run that failed though none of them did. */
  tests: readonly TestResult[]
  /** Names of the blob reports of a merge. */
  environments: readonly string[]
}

/** What failed the run outside any test, as failing cases of their own: one per place, however many errors it had. */
export function failuresOutsideTests(outside: OutsideTests): TestResult[] {
  const { reported, tests } = outside
  const cases = new Map<string, TestResult>()
  const add = ({ title, file, project }: Case, error: TestError) => {
    const environment = environmentOfError(error, outside)
    const key = JSON.stringify([title, environment, file, project])
    const earlier = cases.get(key)?.failures ?? []
    const failure = failureOf(error)
    // Each worker reports a broken worker fixture again.
    const failures = earlier.some(({ text }) => text === failure.text) ? earlier : [...earlier, failure]
    cases.set(key, {
      file,
      project,
      environment,
      titles: [title],
      position: [],
      outcome: 'failed',
      duration: 0,
      failures,
    })
  }
  for (const error of reported.errors) {
    if (!isNotice(error)) add(caseOf(error, outside), error)
  }
  const { status } = reported.result ?? {}
  const silent = cases.size === 0 && !tests.some(({ outcome }) => outcome === 'failed')
  if (status === 'timedout' && ![...cases.values()].some((failure) => failure.titles[0] === titles.globalTimeout))
    add({ title: titles.globalTimeout }, { message: 'The run exceeded its global timeout.' })
  else if (status === 'failed' && silent && !reported.errors.some(isNotice))
    add({ title: titles.run }, unexplained(tests))
  return [...cases.values()]
}

/** Whether `onError` was called for something that is no failure of its own: bail, no tests, an unknown `--project`. */
function isNotice(error: TestError): boolean {
  return /^(Testing stopped early after \d+ maximum|No tests found|Project\(s\) .* not found\. Available projects|No projects matched\.)/.test(
    messageOf(error),
  )
}

/** merge-reports puts the name of the blob report in front of its errors. */
function environmentOfError({ message = '' }: TestError, { reported, tests, environments }: OutsideTests) {
  if (!reported.merging) return reported.environment
  const plain = stripAnsi(message)
  const named = environments.find((name) => plain.startsWith(`(${name}) `))
  return named ?? only(tests.map(({ environment = '' }) => environment))
}

/** The message without colours, the class, and what merge-reports puts in front: the name and the tags of the blob report. */
function messageOf({ message = '' }: TestError): string {
  return stripAnsi(message)
    .replace(/^(?:\([^()]*\) )+/, '')
    .replace(/^Error: /, '')
}

function caseOf(error: TestError, outside: OutsideTests): Case {
  const { tests } = outside
  const message = messageOf(error)
  if (/^Timed out waiting \S+s for the .* to run/.test(message)) return { title: titles.globalTimeout }
  if (message.includes('config.webServer')) return { title: titles.globalSetup }
  const frames = framesOf(error).map(outside.folders.here)
  const script = globalScript(frames, outside)
  if (script) return { title: script }
  // Playwright loads the files after the global set-up and before it reports any test.
  return tests.length === 0 ? loadCase(frames, outside) : workerCase(error, frames, outside)
}

/** The global set-up or tear-down, where the error comes out of its script. */
function globalScript(
  frames: readonly string[],
  { reported, folders, tests }: OutsideTests,
): Case['title'] | undefined {
  const { globalSetup, globalTeardown } = reported.config
  const from = (script: string | null) => script !== null && frames.includes(folders.here(script))
  if (from(globalTeardown) && tests.length > 0) return titles.globalTeardown
  if (!from(globalSetup)) return undefined
  // A set-up that fails leaves no tests (but another shard may have some); later, the tear-down comes from its file that
  // it returned.
  return tests.length === 0 || reported.merging ? titles.globalSetup : titles.globalTeardown
}

/** An error before any test was known: of the file that was being loaded, else of the set-up or the run. */
function loadCase(frames: readonly string[], { reported, folders }: OutsideTests): Case {
  const file = frames.at(-1)
  if (file === undefined) return { title: reported.config.globalSetup === null ? titles.run : titles.globalSetup }
  const holders = projectsOf(reported).filter(({ testDir }) => isInside(file, folders.here(testDir)))
  return { title: titles.file, file, project: only(holders.map(({ name }) => name)) }
}

/** A worker's tear-down and an uncaught error in it both come here, and nothing says which it is. */
function workerCase(error: TestError, frames: readonly string[], { reported, tests }: OutsideTests): Case {
  const { globalSetup, globalTeardown } = reported.config
  const file = frames.find((frame) => tests.some((test) => test.file === frame))
  const mayTearDown = globalSetup !== null || globalTeardown !== null || reported.merging
  if (file === undefined && mayTearDown && !isOfWorker(error)) return { title: titles.globalTeardown }
  const names = tests.flatMap((test) => (file !== undefined && test.file === file ? [test.project ?? ''] : []))
  return { title: titles.unhandled, file, project: only(names) }
}

/** Playwright adds to each error of a worker which tests it ran; a worker that was killed reports nothing itself. */
function isOfWorker({ message = '', value = '' }: TestError): boolean {
  return /Failed worker ran|worker process exited unexpectedly/.test(message + value)
}

/** The one project that a file belongs to; none where it belongs to several, because the error does not say which. */
function only(names: readonly string[]): string | undefined {
  const [name, ...others] = new Set(names)
  return others.length === 0 ? name || undefined : undefined
}

/** The user's files on the stack, innermost first. */
function framesOf({ location, stack = '' }: TestError): string[] {
  const frames = stripAnsi(stack)
    .split('\n')
    .flatMap((line) => pathOf(line) ?? [])
    .filter((path) => !/[\\/]node_modules[\\/]/.test(path))
  return location && !frames.includes(location.file) ? [location.file, ...frames] : frames
}

/** The path in a line such as `    at openShop (/shop/src/shop.ts:7:18)`. */
function pathOf(line: string): string | undefined {
  // The message stands in the stack as well, and may be as long as it likes.
  if (line.length > 4096) return undefined
  const path = /^\s+at (?:.*\()?(file:\/\/.*|\/.*|[A-Za-z]:[\\/].*?):\d+:\d+\)?$/.exec(line)?.[1]
  if (!path?.startsWith('file:')) return path
  try {
    return fileURLToPath(path)
  } catch {
    return undefined // A message that only looks like a frame.
  }
}

function unexplained(tests: readonly TestResult[]): TestError {
  const flaky = tests.filter((test) => test.flaky).map(({ titles }) => titles.join(' > '))
  const why =
    flaky.length > 0 ? `Flaky: ${flaky.join(', ')}.` : 'Another reporter may have failed it: see the output of the run.'
  return { message: `Playwright ended the run as failed, though no test failed. ${why}` }
}
