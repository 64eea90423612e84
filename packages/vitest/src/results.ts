import { basename, dirname, resolve } from 'node:path'
import type { Failure, Outcome, TestResult, TestRun } from '@zephyr-reporters/core'
import { runFailure as titles } from '@zephyr-reporters/core/report'
import { textProperty } from '@zephyr-reporters/reporter-kit'
import type { TestCase, TestModule, TestSpecification, TestSuite, Vitest } from 'vitest/node'
import { failureOf as describe } from './failure.js'
import { attachmentsOf, linksOf } from './links.js'
import { isTypeCheck, type ModuleOrigin, moduleOrigin } from './module-origin.js'

/** What Vitest has reported so far. */
export interface VitestReported {
  vitest: Vitest
  modules: readonly TestModule[]
  /** Errors outside any test; Vitest counts them unless `dangerouslyIgnoreUnhandledErrors`. */
  errors: readonly unknown[]
  startedAt: Date
  /** The test files that were to run: with a failing global set-up none of them reports anything. */
  planned: readonly TestSpecification[]
  /** Not yet known in a signal handler. */
  reason?: string
  /** The process ends in the middle of the run, and not by a signal. */
  processEnds: boolean
  /** Vitest's words for what fails the run by too little coverage. */
  missedThresholds: readonly string[]
}

export function runOf(reported: VitestReported): TestRun {
  const { vitest, modules, startedAt } = reported
  const { shard } = vitest.config
  const tests = withOneFailurePerFile(modules.flatMap((module) => testsOf(module, vitest)))
  return {
    runner: 'vitest',
    ...rootOf(vitest),
    startedAt,
    shard: shard && { current: shard.index, total: shard.count },
    tests: [...tests, ...failuresOfTheRun(reported, tests)],
  }
}

/** The configuration file's folder; `config.root` is the working directory when Vitest is started below it. */
function rootOf({ vite, config }: Vitest): Pick<TestRun, 'root' | 'rootIs'> {
  const file = vite?.config.configFile
  return file
    ? { root: dirname(file), rootIs: `the folder of ${basename(file)}` }
    : { root: config.root, rootIs: "Vitest's root" }
}

/** Whether blob reports are merged: the tests ran elsewhere. */
const isMerging = ({ config }: Vitest): boolean => Boolean(config.mergeReports)

function testsOf(module: TestModule, vitest: Vitest): TestResult[] {
  const origin = moduleOrigin(module, isMerging(vitest))
  const failureOf = (error: unknown) => describe(error, vitest.config.root)
  // A file that is both run and type-checked comes as two modules.
  const typeCheck = isTypeCheck(module) || undefined
  const results: TestResult[] = [...module.children.allTests()].filter(isTest).map((test, index) => ({
    ...origin,
    ...resultOf(test, failureOf),
    attachments: attachmentsOf(test, vitest.config.root),
    typeCheck,
    position: [0, index],
  }))
  const fail = (title: readonly string[], failures: Failure[]) =>
    results.push({ ...origin, titles: title, position: [0, results.length], outcome: 'failed', duration: 0, failures })
  const errors = module.errors()
  // Type checks have no hooks, and behind a failed hook no test is left pending.
  const ran = results.length > 0 && !typeCheck && !results.some(({ reason }) => reason === pending)
  if (errors.length > 0) fail([ran ? titles.hook : titles.file], errors.map(failureOf))
  for (const suite of module.children.allSuites()) {
    const broken = suite.errors()
    const title = typeCheck ? [titles.file] : [...titlesOf(suite), titles.hook]
    if (broken.length > 0) fail(title, broken.map(failureOf))
  }
  if (module.state() === 'failed' && !results.some(({ outcome }) => outcome === 'failed')) fail([titles.file], [])
  return results
}

/** A benchmark is no test. */
const isTest = (test: TestCase) => !('benchmark' in test.meta() && test.meta().benchmark)

/** A file's run and its type check may both fail to load: one record holds both texts. */
function withOneFailurePerFile(tests: readonly TestResult[]): TestResult[] {
  const failed = new Map<string, TestResult>()
  return tests.flatMap((test) => {
    if (test.titles.length !== 1 || test.titles[0] !== titles.file || test.outcome !== 'failed') return [test]
    const key = JSON.stringify([test.file, test.project, test.environment])
    const first = failed.get(key)
    if (first) {
      first.failures = [...first.failures, ...test.failures]
      return []
    }
    const own = { ...test }
    failed.set(key, own)
    return [own]
  })
}

function resultOf(test: TestCase, failureOf: (error: unknown) => Failure): Omit<TestResult, 'position'> {
  const { state, errors = [] } = test.result()
  const diagnostic = test.diagnostic()
  const outcome = outcomes[state] ?? 'failed'
  return {
    titles: titlesOf(test),
    outcome,
    reason: outcome === 'notRun' ? reasonOf(test, state) : undefined,
    duration: diagnostic?.duration ?? 0,
    failures: outcome === 'failed' ? errors.map(failureOf) : [],
    flaky: outcome === 'passed' && diagnostic?.flaky === true,
    ...linksOf(test),
  }
}

/** Vitest's states; one that is not known yet counts as failed rather than as anything better. */
const outcomes: Partial<Record<string, Outcome>> = {
  passed: 'passed',
  failed: 'failed',
  skipped: 'notRun',
  pending: 'notRun',
}

const pending = 'cut off'

function reasonOf(test: TestCase, state: string): string {
  if (state === 'pending') return pending
  return test.options.mode === 'todo' ? 'todo' : 'skipped'
}

function titlesOf(entity: TestCase | TestSuite): string[] {
  const titles: string[] = []
  for (let at: TestCase | TestSuite | TestModule = entity; at.type !== 'module'; at = at.parent) titles.unshift(at.name)
  return titles
}

/** What fails the run without failing a test. */
function failuresOfTheRun(reported: VitestReported, tests: readonly TestResult[]): TestResult[] {
  const found = [...errorsOutsideTests(reported), ...coverageFailure(reported)]
  const isExplained = found.length > 0 || tests.some(({ outcome }) => outcome === 'failed')
  return isExplained || reported.reason !== 'failed' ? found : unexplainedFailure(reported)
}

function caseOfTheRun(title: string, index: number, failures: Failure[], origin?: ModuleOrigin): TestResult {
  return { ...origin, titles: [title], position: [2, index], outcome: 'failed', duration: 0, failures }
}

/** Files without a result, with the errors that may be theirs, and the errors that no such file explains. */
function errorsOutsideTests(reported: VitestReported): TestResult[] {
  const { vitest, errors } = reported
  const unfinished = unfinishedFiles(reported)
  const ignored = vitest.config.dangerouslyIgnoreUnhandledErrors === true && unfinished.length === 0
  const outside = ignored
    ? []
    : errors.map((error) => ({ failure: describe(error, vitest.config.root), file: fileOf(error, vitest) }))
  // A worker that dies says at best in words which file it had; Vitest before 5 does not even that.
  const named = ({ file }: ModuleOrigin) => outside.filter(({ failure }) => failure.text.includes(file))
  const nameless = outside.filter(
    ({ file, failure }) => file === undefined && !unfinished.some((origin) => failure.text.includes(origin.file)),
  )
  const unexplained = unfinished.some((origin) => named(origin).length === 0)
  return [
    ...unfinished.map((origin, index) => {
      const reasons = named(origin).length > 0 ? named(origin) : nameless
      const failures = reasons.length > 0 ? reasons.map(({ failure }) => failure) : [silent]
      return caseOfTheRun(titles.file, index, failures, origin)
    }),
    ...outside.flatMap((error, index) => {
      const isCovered = error.file === undefined && (!nameless.includes(error) || unexplained)
      if (isCovered) return []
      return [caseOfTheRun(titles.unhandled, index, [error.failure], originOfFile(error.file, reported))]
    }),
  ]
}

function coverageFailure({ missedThresholds, vitest }: VitestReported): TestResult[] {
  const failures = missedThresholds.map((missed) => describe(missed, vitest.config.root))
  return failures.length > 0 ? [caseOfTheRun(titles.coverage, 0, failures)] : []
}

/** Vitest says "failed" and nothing else does. */
function unexplainedFailure({ modules, planned }: VitestReported): TestResult[] {
  // No file found is no failure of ours to report; files that were planned and reported nothing are.
  if (modules.length === 0 && planned.length === 0) return []
  const text =
    'Vitest says that the run failed, but names no test, file or error: a global set-up that throws does this.'
  const title = modules.length === 0 ? titles.globalSetup : titles.run
  return [caseOfTheRun(title, 0, [{ message: text, type: 'Error', text }])]
}

/** A worker died, or never began, or Vitest's own process dies: files without a result, and not for bail or a signal. */
function unfinishedFiles({ vitest, reason, processEnds, planned, modules, errors }: VitestReported): ModuleOrigin[] {
  const { dangerouslyIgnoreUnhandledErrors, shard } = vitest.config
  const failed = reason === 'failed' || (errors.length > 0 && !dangerouslyIgnoreUnhandledErrors)
  if (!processEnds && (reason === undefined || reason === 'interrupted' || !failed)) return []
  const origin = ({ moduleId, project }: TestSpecification): ModuleOrigin => ({
    file: moduleId,
    project: project.name || undefined,
  })
  const begun = modules
    .filter((module) => unfinishedStates.has(module.state()))
    .map((module) => moduleOrigin(module, isMerging(vitest)))
  // Of the files that were planned, a shard runs only some; and with a failing global set-up none begins.
  if (shard || errors.length === 0) return begun
  const key = ({ moduleId, project }: TestModule | TestSpecification) => `${project.name}\0${moduleId}`
  const known = new Set(modules.map(key))
  return [...begun, ...planned.filter((specification) => !known.has(key(specification))).map(origin)]
}

const unfinishedStates = new Set(['pending', 'queued'])

const silent: Failure = {
  message: 'Vitest ended without a result of this file.',
  type: 'Error',
  text: 'Vitest ended without a result of this file.',
}

/** The file that was running when an error was thrown outside any test, where Vitest knows it; Vitest 3.0 gives a path relative to the root. */
function fileOf(error: unknown, { config }: Vitest): string | undefined {
  const path = textProperty(error, 'VITEST_TEST_PATH')
  return path ? resolve(config.root, path) : undefined
}

/** A file with its project; without, where it ran in several projects. */
function originOfFile(file: string | undefined, { modules, vitest }: VitestReported): ModuleOrigin | undefined {
  if (file === undefined) return undefined
  const origins = modules
    .filter(({ moduleId }) => moduleId === file)
    .map((module) => moduleOrigin(module, isMerging(vitest)))
  const only = (of: (origin: ModuleOrigin) => string | undefined) => {
    const values = new Set(origins.map(of))
    return values.size === 1 ? of(origins[0] ?? { file }) : undefined
  }
  return {
    file: origins[0]?.file ?? file,
    project: only(({ project }) => project),
    environment: only(({ environment }) => environment),
  }
}
