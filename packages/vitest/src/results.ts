import { dirname, resolve } from 'node:path'
import type { Failure, Outcome, runFailure, TestResult, TestRun } from '@zephyr-reporters/core'
import type { TestCase, TestModule, TestSpecification, TestSuite, Vitest } from 'vitest/node'
import { linksOf } from './links.js'

/** What Vitest has told so far. */
export interface Told {
  vitest: Vitest
  modules: readonly TestModule[]
  /** Errors outside any test; Vitest counts them unless `dangerouslyIgnoreUnhandledErrors`. */
  errors: readonly unknown[]
  startedAt: Date
  /** The test files that were to run: with a failing global set-up none of them tells anything. */
  planned: readonly TestSpecification[]
  /** Not yet known in a signal handler. */
  reason?: string
  /** Midway, and by no signal. */
  processEnds: boolean
  /** Vitest's words for what fails the run by too little coverage. */
  missedThresholds: readonly string[]
}

/** @param titles The core's fixed titles of what stands for no test; passed in, because the core is loaded late. */
export function runOf(told: Told, titles: typeof runFailure): TestRun {
  const { vitest, modules, startedAt } = told
  const { shard } = vitest.config
  const tests = modules.flatMap((module) => testsOf(module, titles))
  return {
    runner: 'vitest',
    root: rootOf(vitest),
    startedAt,
    shard: shard && { current: shard.index, total: shard.count },
    tests: [...tests, ...failuresOfTheRun(told, tests, titles)],
  }
}

/** The configuration file's folder; `config.root` is the working directory when Vitest is started below it. */
function rootOf({ vite, config }: Vitest): string {
  const file = vite?.config.configFile
  return file ? dirname(file) : config.root
}

function testsOf(module: TestModule, titles: typeof runFailure): TestResult[] {
  const place = { file: module.moduleId, project: module.project.name || undefined }
  // A file that is both run and type-checked comes as two modules.
  const pass = isTypecheck(module) ? 1 : 0
  const results: TestResult[] = []
  const fail = (title: readonly string[], failures: Failure[]) =>
    results.push({
      ...place,
      titles: title,
      position: [pass, results.length],
      outcome: 'failed',
      duration: 0,
      failures,
    })

  for (const test of module.children.allTests()) {
    // A benchmark is no test.
    if ('benchmark' in test.meta() && test.meta().benchmark) continue
    results.push({ ...place, ...resultOf(test), position: [pass, results.length] })
  }
  const errors = module.errors()
  // Type checks have no hooks, and behind a failed hook no test is left pending.
  const ran = results.length > 0 && pass === 0 && !results.some(({ reason }) => reason === pending)
  if (errors.length > 0) fail([ran ? titles.hook : titles.file], errors.map(failureOf))
  for (const suite of module.children.allSuites()) {
    const broken = suite.errors()
    if (broken.length > 0) fail([...titlesOf(suite), titles.hook], broken.map(failureOf))
  }
  if (module.state() === 'failed' && !results.some(({ outcome }) => outcome === 'failed')) fail([titles.file], [])
  return results
}

function resultOf(test: TestCase): Omit<TestResult, 'position'> {
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

function isTypecheck(module: TestModule): boolean {
  return 'task' in module && property(module.task, 'pool') === 'typecheck'
}

/** What fails the run without failing a test. */
function failuresOfTheRun(told: Told, tests: readonly TestResult[], titles: typeof runFailure): TestResult[] {
  const { vitest, errors, reason, planned, modules, missedThresholds } = told
  const add = (title: string, index: number, failures: Failure[], place?: Place): TestResult => ({
    ...place,
    titles: [title],
    position: [2, index],
    outcome: 'failed',
    duration: 0,
    failures,
  })
  const unfinished = unfinishedFiles(told)
  const ignored = vitest.config.dangerouslyIgnoreUnhandledErrors === true && unfinished.length === 0
  const outside = ignored ? [] : errors.map((error) => ({ failure: failureOf(error), file: fileOf(error, vitest) }))
  // A worker that dies says at best in words which file it had; Vitest before 5 does not even that.
  const named = ({ file }: Place) => outside.filter(({ failure }) => failure.text.includes(file))
  const nameless = outside.filter(
    ({ file, failure }) => file === undefined && !unfinished.some((place) => failure.text.includes(place.file)),
  )
  const unexplained = unfinished.some((place) => named(place).length === 0)
  const result = [
    ...unfinished.map((place, index) => {
      const reasons = named(place).length > 0 ? named(place) : nameless
      return add(titles.file, index, reasons.length > 0 ? reasons.map(({ failure }) => failure) : [silent], place)
    }),
    ...outside.flatMap((error, index) => {
      const told = error.file === undefined && (!nameless.includes(error) || unexplained)
      return told ? [] : [add(titles.unhandled, index, [error.failure], placeOf(error.file, modules))]
    }),
    ...(missedThresholds.length > 0 ? [add(titles.coverage, 0, missedThresholds.map(failureOf))] : []),
  ]
  if (result.length > 0 || reason !== 'failed' || tests.some(({ outcome }) => outcome === 'failed')) return result
  // No file found is no failure of ours to report; files that were planned and told nothing are.
  if (modules.length === 0 && planned.length === 0) return []
  const text =
    'Vitest says that the run failed, but names no test, file or error: a global set-up that throws does this.'
  return [add(modules.length === 0 ? titles.globalSetup : titles.run, 0, [{ message: text, type: 'Error', text }])]
}

interface Place {
  file: string
  project?: string
}

/** A worker died, or never began, or Vitest's own process dies: files without a result, and not for bail or a signal. */
function unfinishedFiles({ vitest, reason, processEnds, planned, modules, errors }: Told): Place[] {
  const { dangerouslyIgnoreUnhandledErrors, shard } = vitest.config
  const failed = reason === 'failed' || (errors.length > 0 && !dangerouslyIgnoreUnhandledErrors)
  if (!processEnds && (reason === undefined || reason === 'interrupted' || !failed)) return []
  const place = ({ moduleId, project }: TestModule | TestSpecification): Place => ({
    file: moduleId,
    project: project.name || undefined,
  })
  const begun = modules.filter((module) => unfinishedStates.has(module.state())).map(place)
  // Of the files that were planned, a shard runs only some; and with a failing global set-up none begins.
  if (shard || errors.length === 0) return begun
  const key = ({ moduleId, project }: TestModule | TestSpecification) => `${project.name}\0${moduleId}`
  const known = new Set(modules.map(key))
  return [...begun, ...planned.filter((specification) => !known.has(key(specification))).map(place)]
}

const unfinishedStates = new Set(['pending', 'queued'])

const silent: Failure = {
  message: 'Vitest ended without a result of this file.',
  type: 'Error',
  text: 'Vitest ended without a result of this file.',
}

/** The file that was running when an error was thrown outside any test, where Vitest knows it; 3.0 tells it from the root. */
function fileOf(error: unknown, { config }: Vitest): string | undefined {
  const path = textProperty(error, 'VITEST_TEST_PATH')
  return path ? resolve(config.root, path) : undefined
}

/** With its project, unless the file ran in several. */
function placeOf(file: string | undefined, modules: readonly TestModule[]): Place | undefined {
  if (file === undefined) return undefined
  const projects = new Set(modules.filter(({ moduleId }) => moduleId === file).map(({ project }) => project.name))
  const [project] = projects
  return { file, project: (projects.size === 1 && project) || undefined }
}

/** An error as Vitest hands it on: serialized, whatever was thrown. */
function failureOf(error: unknown): Failure {
  if (typeof error !== 'object' || error === null) {
    const text = String(error)
    return { message: text, type: 'Error', text }
  }
  const type = textProperty(error, 'name') || 'Error'
  const message = textProperty(error, 'message')
  const parts = [`${type}: ${message || propertiesOf(error) || '(without a message)'}`]
  const diff = textProperty(error, 'diff')
  if (diff) parts.push(diff)
  const frames = textProperty(error, 'stack')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
  if (frames.length > 0) parts.push(frames.join('\n'))
  const context = textProperty(error, 'frame')
  if (context) parts.push(context)
  const cause = property(error, 'cause')
  if (cause !== undefined && cause !== null && cause !== error) parts.push(`Caused by: ${causes(cause)}`)
  return { message: message.split('\n')[0] || type, type, text: parts.join('\n\n') }
}

/** What there is of a thrown object that is no error. */
function propertiesOf(error: object): string {
  try {
    const own = Object.entries(error).filter(
      ([name]) =>
        !/^(name|message|stack\w*|nameStr|type|expected|actual|constructor|to[A-Z]\w*|VITEST_\w*)$/.test(name),
    )
    return own.length > 0 ? JSON.stringify(Object.fromEntries(own)) : ''
  } catch {
    // A getter of the test's own that throws, or a circle.
    return ''
  }
}

function causes(error: unknown, depth = 1): string {
  if (typeof error !== 'object' || error === null) return String(error)
  const text = `${textProperty(error, 'name') || 'Error'}: ${textProperty(error, 'message')}`
  const next = property(error, 'cause')
  return next && depth < 10 ? `${text}\nCaused by: ${causes(next, depth + 1)}` : text
}

function property(from: unknown, name: string): unknown {
  try {
    return typeof from === 'object' && from !== null ? Reflect.get(from, name) : undefined
  } catch {
    // A getter of the test's own that throws.
    return undefined
  }
}

function textProperty(from: unknown, name: string): string {
  const value = property(from, name)
  return typeof value === 'string' ? value : ''
}
