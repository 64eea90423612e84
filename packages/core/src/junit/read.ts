import { ResultFileError, textOf } from '@zephyr-reporters/parser-template'
import { SaxesParser } from 'saxes'
import { stripAnsi } from '../results/ansi.js'
import type { Failure, Outcome } from '../results/model.js'
import type { Property } from './element.js'
import { type OwnFile, readRootAttributes } from './shard.js'

/** What a reader mends, because Zephyr would misread it. */
export type Mend =
  | 'error as failure'
  | 'failure without text'
  | 'several failures as one'
  | 'expected failure'
  | 'failed by its status'
  | 'crash of a suite as a test case'
  | 'nested suite flattened'
  | 'classname taken from the suite'
  | 'empty name'
  | 'reruns as one'

/** A test case of any JUnit file, its outcome as the tool meant it. */
export interface ReadCase {
  packageName: string
  name: string
  /** Milliseconds. */
  duration: number
  outcome: Outcome
  reason?: string
  failures: Failure[]
  flaky: boolean
  requirements: string[]
  tags: string[]
  properties: Property[]
  /** Its other attributes: `id`, `file`, `line`, … */
  attributes: Attributes
  /** A file of ours with `createPackage: false` has the package in front of each name. */
  nameHoldsPackage: boolean
  mends: Mend[]
}

export interface ReadSuite {
  name: string
  /** Its other attributes, but for counts: `id`, `timestamp`, `time`, `hostname`, … */
  attributes: Attributes
  properties: Property[]
}

type Attributes = Readonly<Record<string, string>>

export interface ReadHandlers {
  /** The root says that the file is one of ours. */
  onOwn?(file: OwnFile): void
  onCase(test: ReadCase, suite: ReadSuite): void
  /** Once for each suite, behind its cases. */
  onSuiteEnd?(suite: ReadSuite): void
  /** Told how many characters were taken out because XML forbids them. */
  onRemoved?(characters: number): void
  /** Told of each piece as it is read, how many characters it has. */
  onRead?(characters: number): void
}

/** Reads a JUnit file of any origin, streaming. Throws a {@link ResultFileError} with file and position where it cannot. */
export async function readJUnit(path: string, handlers: ReadHandlers): Promise<void> {
  try {
    await parse(path, handlers, false)
  } catch (error) {
    // Counting lines costs a fifth of the time: only a file that is refused is read again for the position.
    if (error instanceof ResultFileError) await parse(path, { onCase() {} }, true)
    throw error
  }
}

async function parse(path: string, handlers: ReadHandlers, position: boolean): Promise<void> {
  const parser = caseParser(path, handlers, position)
  let held = ''
  try {
    for await (const text of textOf(path, { lenient: true })) {
      handlers.onRead?.(text.length)
      const whole = held + text
      const cut = /&[^;\s<>&]{0,11}$|(?:\u001B|&#(?:0*27|[xX]0*1[bB]);)[^\n<>&"']{0,20}$/.exec(whole.slice(-34))
      const end = cut ? whole.length - cut[0].length : whole.length
      held = whole.slice(end)
      parser.write(legal(whole.slice(0, end), handlers.onRemoved))
    }
    parser.write(legal(held, handlers.onRemoved))
    parser.close()
  } catch (error) {
    // V8's longest string.
    if (error instanceof RangeError && error.message === 'Invalid string length')
      throw new ResultFileError(`${path} has a text that is too long: 512 MB at most.`)
    throw error
  }
}

const suspicious = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|&#/
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g

/** Characters that XML forbids, plain or as references, are taken out: other tools write them, and Zephyr would refuse the file. */
function legal(text: string, onRemoved: ReadHandlers['onRemoved']): string {
  if (!suspicious.test(text)) return text
  const plain = text.replace(
    /&#(?:[xX]([0-9a-fA-F]+)|(\d+));/g,
    (reference, hex: string | undefined, decimal: string) => {
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
      return isLegal(code) ? reference : code < 0x20 ? String.fromCharCode(code) : '\uFFFF'
    },
  )
  // A colour code that was cut off must not take markup with it: `ESC[31</failure>`.
  const result = plain.replace(/\u001B[^<>&"']*/g, stripAnsi).replace(forbidden, '')
  if (result.length < plain.length) onRemoved?.(plain.length - result.length)
  return result
}

const isLegal = (code: number) =>
  code === 9 ||
  code === 10 ||
  code === 13 ||
  (code >= 0x20 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  (code >= 0x10000 && code <= 0x10ffff)

interface OpenSuite extends ReadSuite {
  /** How many `<testsuite>` it stands in, itself among them. */
  level: number
  /** Its own `<error>` and `<failure>`: a crash outside any test. */
  failures: Failure[]
  /** What it says of itself, and what was found in it. */
  counted: { errors: number; failures: number }
  found: { red: number; errors: number; excused: number }
}

interface OpenCase {
  attributes: Record<string, string>
  failures: { element: string; failure: Failure }[]
  reruns: Failure[]
  flaky: boolean
  skipped?: { type?: string; message?: string }
  requirements: string[]
  tags: string[]
  properties: Property[]
}

interface Collecting {
  element: string
  attributes: Record<string, string>
  text: string
}

const failureElements = new Set(['failure', 'error', 'rerunFailure', 'rerunError', 'flakyFailure', 'flakyError'])
const textElements = new Set(['requirement', 'tag'])

function caseParser(path: string, handlers: ReadHandlers, position: boolean) {
  const parser = new SaxesParser<{ xmlns: false; position: boolean }>({ xmlns: false, position })
  const { add, flush } = pairing(handlers.onCase)
  const suites: OpenSuite[] = []
  const cases: OpenCase[] = []
  let depth = 0
  let own: OwnFile | undefined
  let collecting: Collecting | undefined
  const at = () => (position ? { line: parser.line, column: parser.column } : {})
  const gather = (text: string) => {
    if (collecting) collecting.text += text
  }
  /** Text is asked for only where it is wanted: the parser need not hold the megabytes that a test printed. */
  const startCollecting = (element: string, attributes: Record<string, string>) => {
    collecting = { element, attributes, text: '' }
    parser.on('text', gather)
    parser.on('cdata', gather)
  }

  parser.on('error', (error) => {
    throw new ResultFileError(`${path} is not well-formed XML: ${error.message}`, at())
  })
  parser.on('opentag', ({ name, attributes }) => {
    if (depth++ === 0) {
      if (name !== 'testsuites' && name !== 'testsuite') {
        throw new ResultFileError(
          `${path} is no JUnit file: its root is <${name}>, expected <testsuites> or <testsuite>.`,
          at(),
        )
      }
      own = readRootAttributes(attributes)
      if (own) handlers.onOwn?.(own)
    }
    if (collecting) return
    const current = cases.at(-1)
    if (name === 'testsuite' || name === 'testsuites') {
      flush()
      suites.push(openSuite(attributes, (suites.at(-1)?.level ?? 0) + (name === 'testsuite' ? 1 : 0)))
    } else if (name === 'testcase') {
      cases.push({ attributes, failures: [], reruns: [], flaky: false, requirements: [], tags: [], properties: [] })
    } else if (name === 'property') {
      if (attributes.value === undefined) startCollecting(name, attributes)
      else (current ?? suites.at(-1))?.properties.push({ name: attributes.name ?? '', value: attributes.value })
    } else if (name === 'skipped' && current) current.skipped = attributes
    else if (failureElements.has(name) || (current && textElements.has(name))) startCollecting(name, attributes)
  })
  parser.on('closetag', ({ name }) => {
    depth--
    const current = cases.at(-1)
    const suite = suites.at(-1)
    if (collecting) {
      if (collecting.element !== name) return
      if (name === 'property') {
        ;(current ?? suite)?.properties.push({ name: collecting.attributes.name ?? '', value: collecting.text.trim() })
      } else if (current) collect(current, collecting)
      else suite?.failures.push(failureOf(collecting))
      collecting = undefined
      parser.off('text')
      parser.off('cdata')
    } else if (name === 'testcase' && current && suite) {
      cases.pop()
      const test = finished(current, suite, own)
      tally(suite.found, current, test)
      add(test, suite, soleElement(current, test))
    } else if ((name === 'testsuite' || name === 'testsuites') && suite) {
      flush()
      suites.pop()
      const failures = crash(suite)
      if (failures.length > 0) {
        suite.found.red++
        suite.found.errors++
        handlers.onCase(crashed(suite, failures), suite)
      }
      handlers.onSuiteEnd?.(suite)
      const outer = suites.at(-1)
      if (!outer) return
      outer.found.red += suite.found.red
      outer.found.errors += suite.found.errors
      outer.found.excused += suite.found.excused
    }
  })
  return parser
}

const ofSuite = new Set('name tests failures errors skipped disabled assertions warnings flakes'.split(' '))

function openSuite(attributes: Record<string, string>, level: number): OpenSuite {
  return {
    name: attributes.name ?? '',
    attributes: others(attributes, ofSuite),
    properties: [],
    level,
    failures: [],
    counted: { errors: Number(attributes.errors) || 0, failures: Number(attributes.failures) || 0 },
    found: { red: 0, errors: 0, excused: 0 },
  }
}

const none: Attributes = {}

/** What a tool says besides; prefixed names would need their declaration. */
function others(attributes: Record<string, string>, but: ReadonlySet<string>): Attributes {
  let found: Record<string, string> | undefined
  for (const name in attributes) {
    if (but.has(name) || /:|^xmlns|^zephyr-/.test(name)) continue
    found ??= {}
    found[name] = attributes[name] ?? ''
  }
  return found ?? none
}

/**
 * Hands cases on, two as one where they are: pytest writes a test that failed, and whose tear-down failed too, as two
 * cases of one name, first a `<failure>`, then an `<error>`; jest-junit a file that did not load the other way round.
 */
function pairing(onCase: ReadHandlers['onCase']) {
  let held: { test: ReadCase; suite: ReadSuite; element: string } | undefined
  const flush = () => {
    if (!held) return
    const { test, suite } = held
    held = undefined
    onCase(test, suite)
  }
  return {
    flush,
    add(test: ReadCase, suite: ReadSuite, element: string | undefined) {
      if (held?.element && element && held.element !== element && held.suite === suite && sameName(held.test, test)) {
        held = { ...held, test: joined(held.test, test), element: '' }
        return
      }
      flush()
      if (element) held = { test, suite, element }
      else onCase(test, suite)
    },
  }
}

const sameName = (a: ReadCase, b: ReadCase) => a.name === b.name && a.packageName === b.packageName

const joined = (first: ReadCase, second: ReadCase): ReadCase => ({
  ...first,
  duration: first.duration + second.duration,
  failures: [...first.failures, ...second.failures],
  properties: [...first.properties, ...second.properties],
  mends: [...new Set<Mend>([...first.mends, ...second.mends, 'several failures as one'])],
})

/** `failure` or `error` where a red case has only such. */
function soleElement({ failures, reruns }: OpenCase, { outcome }: ReadCase): string | undefined {
  const [first] = failures
  if (outcome !== 'failed' || !first || reruns.length > 0) return undefined
  return failures.every(({ element }) => element === first.element) ? first.element : undefined
}

function tally(found: OpenSuite['found'], { failures, flaky }: OpenCase, { outcome }: ReadCase) {
  if (outcome === 'failed') found.red++
  else if (failures.length > 0 || flaky) found.excused++
  if (failures.some(({ element }) => element === 'error')) found.errors++
}

function collect(into: OpenCase, { element, attributes, text }: Collecting) {
  if (element === 'requirement') into.requirements.push(text.trim())
  else if (element === 'tag') into.tags.push(...text.split(/\s+/).filter(Boolean))
  else if (element.startsWith('flaky')) into.flaky = true
  else if (element.startsWith('rerun')) into.reruns.push(failureOf({ attributes, text }))
  else into.failures.push({ element, failure: failureOf({ attributes, text }) })
}

function failureOf({ attributes, text }: Pick<Collecting, 'attributes' | 'text'>): Failure {
  return { message: attributes.message ?? text.trim().split('\n')[0] ?? '', type: attributes.type ?? 'Error', text }
}

/** How tools mark a test that did not run, or that failed, by an attribute alone. */
const notRunWords = /^(not[ _-]?run|disabled|skip|skipped|ignored|suppressed|inconclusive|pending|todo|untested)$/i
const failedWords =
  /^(fail|failed|failure|error|errored|broken|timed?[ _-]?out|crash|crashed|cancelled|not[ _-]?runnable)$/i

/** CTest counts as failed what it could not start, and writes it as skipped. */
const notStarted = /^(Unable to find executable|Missing Configuration|Fixture dependency failed|Insufficient resources)/

/** TestNG writes what it skipped as an error. */
const skippedByError = ({ type, message }: Failure) =>
  /\bSkipException$/.test(type) || /depends on not successfully finished (methods|groups)/.test(message)

type Verdict = Pick<ReadCase, 'outcome' | 'reason'> & { failures: Failure[]; mend?: Mend }

/** What the tool meant. Red stays red, unless the tool itself says that it does not count. */
function verdictOf({ attributes: { status = '', result = '' }, failures, reruns, flaky, skipped }: OpenCase): Verdict {
  const texts = [...failures.map(({ failure }) => failure), ...reruns]
  if (failures.length > 0) {
    // node:test lets a todo fail; Catch2 writes what may fail as both.
    if (skipped?.type === 'todo') return { outcome: 'notRun', reason: 'todo', failures: [] }
    if (skipped?.message === 'TEST_CASE tagged with !mayfail')
      return { outcome: 'passed', failures: [], mend: 'expected failure' }
    if (failures.every(({ element, failure }) => element === 'error' && skippedByError(failure)))
      return { outcome: 'notRun', reason: 'skipped', failures: [] }
    return { outcome: 'failed', failures: texts }
  }
  if (reruns.length > 0 && !flaky) return { outcome: 'failed', failures: texts }
  if (failedWords.test(status) || failedWords.test(result)) return { outcome: 'failed', failures: [], mend: byStatus }
  if (skipped && /^not[ _-]?run$/i.test(status) && notStarted.test(skipped.message ?? '')) {
    const failure = { message: skipped.message ?? '', type: 'NotRun', text: '' }
    return { outcome: 'failed', failures: [failure], mend: byStatus }
  }
  if (skipped) return { outcome: 'notRun', reason: skipped.type === 'todo' ? 'todo' : 'skipped', failures: [] }
  const word = [status, result].find((word) => notRunWords.test(word))
  return word ? { outcome: 'notRun', reason: word.toLowerCase(), failures: [] } : { outcome: 'passed', failures: [] }
}

const byStatus: Mend = 'failed by its status'
const ofCase = new Set(['name', 'classname', 'time'])

function finished(open: OpenCase, suite: OpenSuite, own: OwnFile | undefined): ReadCase {
  const { attributes, failures, reruns } = open
  const { classname = '', name = '', time } = attributes
  const { outcome, reason, failures: texts, mend } = verdictOf(open)
  const mends: Mend[] = mend ? [mend] : []
  if (outcome === 'failed') {
    if (failures.some(({ element }) => element === 'error')) mends.push('error as failure')
    if (failures.some(({ failure }) => failure.text.trim() === '')) mends.push('failure without text')
    if (failures.length > 1) mends.push('several failures as one')
  }
  if (reruns.length > 0 || open.flaky) mends.push('reruns as one')
  if (suite.level > 1) mends.push('nested suite flattened')
  if (classname === '' && suite.name !== '') mends.push('classname taken from the suite')
  if (name.trim() === '') mends.push('empty name')
  const marked = outcome === 'passed' && open.properties.some(isFlakyMark)
  return {
    packageName: classname || suite.name,
    name: name.trim() === '' ? '(no title)' : name,
    duration: milliseconds(time),
    outcome,
    reason,
    failures: texts,
    flaky: outcome === 'passed' && (open.flaky || marked),
    requirements: open.requirements,
    tags: open.tags,
    properties: marked ? open.properties.filter((property) => !isFlakyMark(property)) : open.properties,
    attributes: others(attributes, ofCase),
    nameHoldsPackage: own?.createPackage === false,
    mends,
  }
}

const isFlakyMark = ({ name, value }: Property) => name === 'flaky' && value === 'true'

/** What failed outside any test: the suite's own failures, or those that it counts and does not show (gotestsum: a package that does not build). */
function crash({ failures, counted, found }: OpenSuite): Failure[] {
  if (failures.length > 0) return failures
  const missing = counted.errors + counted.failures - found.red - found.excused
  const unseen =
    (counted.errors > 0 && found.errors === 0 && missing > 0) ||
    (counted.failures > 0 && found.red === 0 && found.excused === 0)
  if (!unseen) return []
  const message = `The file counts ${counted.failures} failures and ${counted.errors} errors here, but shows ${found.red} failing tests. See the tool's own output for the rest.`
  return [{ message, type: 'Error', text: message }]
}

function crashed({ name, level }: OpenSuite, failures: Failure[]): ReadCase {
  return {
    packageName: name,
    name: level === 0 ? '[run failed]' : '[suite failed]',
    duration: 0,
    outcome: 'failed',
    failures,
    flaky: false,
    requirements: [],
    tags: [],
    properties: [],
    attributes: none,
    nameHoldsPackage: false,
    mends: ['crash of a suite as a test case'],
  }
}

/** `0.123`, `1,234.5` and `12,5` all turn up. */
function milliseconds(time = ''): number {
  const plain = Number(time)
  if (plain >= 0 && plain < Number.POSITIVE_INFINITY) return plain * 1000
  const seconds = Number(/^\d{1,3}(,\d{3})+(\.|$)/.test(time) ? time.replaceAll(',', '') : time.replace(',', '.'))
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0
}
