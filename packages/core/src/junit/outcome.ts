import type { Failure, Outcome } from '../results/model.js'

// What a tool meant by a test case's elements and attributes. Red stays red, unless the tool itself says that it does
// not count; what did not run is no pass; and what is not known is never a pass without a word.

/** The elements and attributes of one test case that say how it ended. */
export interface Evidence {
  attributes: Readonly<Record<string, string>>
  /** `<failure>` and `<error>`, in the file's order. */
  failures?: { element: 'failure' | 'error'; failure: Failure }[]
  /** `<rerunFailure>` and `<rerunError>`: further attempts that failed. */
  reruns?: Failure[]
  /** `<flakyFailure>` or `<flakyError>`: an attempt failed, a later one passed. */
  flaky: boolean
  /** `<skipped>` or another element that means that the test did not run. */
  skipped?: Skipped
}

interface Skipped {
  element: string
  type?: string
  message?: string
}

/** How a test ended, as its tool meant it. */
export interface Verdict {
  outcome: Outcome
  reason?: string
  failures: Failure[]
  /** How the outcome was found, where it is not plain; printed as a repair. */
  repair?: 'expected failure' | 'failed by its status'
}

const passed: Verdict = { outcome: 'passed', failures: [] }
const notRun = (reason: string): Verdict => ({ outcome: 'notRun', reason, failures: [] })

/** Judges a test case by its elements and attributes. */
export function verdictOf(evidence: Evidence): Verdict {
  const { failures, reruns, flaky, skipped, attributes } = evidence
  if (failures) return verdictOfFailures(failures, evidence)
  if (reruns && !flaky) return { outcome: 'failed', failures: reruns }
  const { status = '', result = '' } = attributes
  const verdict = status || result ? verdictOfWords([status, result], skipped) : undefined
  return verdict ?? (skipped ? notRun(reasonOf(skipped)) : passed)
}

const reasonOf = ({ type, element }: Skipped) => (type === 'todo' ? 'todo' : element)

/** @returns nothing where the words say no more than the elements do */
function verdictOfWords(words: readonly string[], skipped: Skipped | undefined): Verdict | undefined {
  if (words.some((word) => failedWords.test(word)))
    return { outcome: 'failed', failures: [], repair: 'failed by its status' }
  if (!skipped) {
    const word = words.find((each) => notRunWords.test(each))
    return word === undefined ? undefined : notRun(word.toLowerCase())
  }
  const { message = '' } = skipped
  if (!words.some((word) => notRunByCTest.test(word)) || !couldNotStart.test(message)) return undefined
  return { outcome: 'failed', failures: [{ message, type: 'NotRun', text: '' }], repair: 'failed by its status' }
}

function verdictOfFailures(failures: NonNullable<Evidence['failures']>, { reruns = [], skipped }: Evidence): Verdict {
  if (skipped?.type === nodeTodo) return notRun('todo')
  if (skipped?.message === catch2MayFail) return { ...passed, repair: 'expected failure' }
  if (failures.every(({ element, failure }) => element === 'error' && isSkippedByTestNG(failure)))
    return notRun('skipped')
  return { outcome: 'failed', failures: [...failures.map(({ failure }) => failure), ...reruns] }
}

/** node:test lets a test marked as todo fail: `<skipped type="todo">` beside the failure. */
const nodeTodo = 'todo'

/** Catch2 writes a test that may fail, and does, as skipped with this message beside its failure. */
const catch2MayFail = 'TEST_CASE tagged with !mayfail'

/** TestNG writes a test that it skipped as an error: a SkipException, or a test that depends on one that failed. */
const isSkippedByTestNG = ({ type, message }: Failure) =>
  type.endsWith('SkipException') || testNGDependency.test(message)
const testNGDependency = /depends on not successfully finished (methods|groups)/

/** `status` or `result` of a test that did not run: GoogleTest (`notrun`, `suppressed`), CTest (`disabled`), behave (`untested`, `untested_undefined`), NUnit (`Ignored`, `Inconclusive`). */
const notRunWords =
  /^(not[ _-]?run|not[ _-]?executed|disabled|skip|skipped|ignored|suppressed|inconclusive|pending|todo|untested(_(pending|undefined))?|aborted)$/i

/** `status` or `result` of a test that failed and has no element that says so: behave (`hook_error`), CTest (`fail`), NUnit (`Failed`, `NotRunnable`), xUnit (`Fail`), MSTest (`Timeout`). */
const failedWords =
  /^(fail|failed|failure|error|errored|broken|timed?[ _-]?out|crash|crashed|cancelled|not[ _-]?runnable|(hook|cleanup)[ _-]?error)$/i

/** CTest's status of a test that it skipped, and of one that it could not start. */
const notRunByCTest = /^not[ _-]?run$/i

/** CTest counts as failed what it could not start, and writes it as skipped with one of these messages. */
const couldNotStart =
  /^(Unable to find executable|Missing Configuration|Fixture dependency failed|Insufficient resources)/

/** What an element within a test case means. */
export type Meaning = 'failure' | 'error' | 'rerun' | 'flaky' | 'notRun' | 'output' | 'known' | 'unknown'

/**
 * @param name as the file spells it, with or without a namespace's prefix
 * @returns `output` where nothing inside counts, `known` where it says nothing of the outcome, `unknown` for everything
 *   that no tool we know writes
 */
export function meaningOf(name: string): Meaning {
  const known = meanings.get(name)
  if (known) return known
  const local = name.slice(name.indexOf(':') + 1).toLowerCase()
  return meanings.get(local) ?? meaningOfUnknown(local)
}

function meaningOfUnknown(local: string): Meaning {
  if (failedElement.test(local)) return 'failure'
  return notRunElement.test(local) ? 'notRun' : 'unknown'
}

/** Singular: a plural is a list whose members are looked at. */
const failedElement = /^(fail|failed|fatal|exception|crash|crashed|broken|time-?out|timed-?out|errored)$/
const notRunElement =
  /^(skip|abort|aborted|ignore|ignored|pending|disabled|inconclusive|incomplete|not-?run|not-?executed|todo|suppressed|blocked|untested|assumption-?(failed|failure|violated))$/

const meanings = new Map<string, Meaning>([
  ['failure', 'failure'],
  ['error', 'error'],
  ['rerunFailure', 'rerun'],
  ['rerunError', 'rerun'],
  ['flakyFailure', 'flaky'],
  ['flakyError', 'flaky'],
  // In lower case too, which `meaningOf` asks for where a file spells them otherwise.
  ['rerunfailure', 'rerun'],
  ['rerunerror', 'rerun'],
  ['flakyfailure', 'flaky'],
  ['flakyerror', 'flaky'],
  ['skipped', 'notRun'],
  ['system-out', 'output'],
  ['system-err', 'output'],
  // Seen in the files of tools, and silent about the outcome.
  ...(
    'properties property requirements requirement tags tag attachments attachment ' +
    'assertions categories category traits trait description comment metadata output steps step links link ' +
    'browser environment screenshot video benchmark owner severity labels label parameters parameter stacktrace'
  )
    .split(' ')
    .map((name) => [name, 'known'] as const),
])
