import { stripVTControlCharacters } from 'node:util'
import { ResultFileError, textOf } from '@zephyr-reporters/parser-template'
import { SaxesParser } from 'saxes'
import type { Failure, Outcome } from '../results/model.js'
import type { Property } from './element.js'
import { type OwnFile, readRootAttributes } from './shard.js'

/** What a reader mends, because Zephyr would misread it. */
export type Mend =
  | 'error as failure'
  | 'failure without text'
  | 'several failures as one'
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
  mends: Mend[]
}

export interface ReadSuite {
  name: string
  properties: Property[]
}

export interface ReadHandlers {
  /** The root says that the file is one of ours. */
  onOwn?(file: OwnFile): void
  onCase(test: ReadCase, suite: ReadSuite): void
  /** Once for each suite, behind its cases. */
  onSuiteEnd?(suite: ReadSuite): void
  /** Told how many characters were taken out because XML forbids them. */
  onRemoved?(characters: number): void
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
  for await (const text of textOf(path)) {
    const whole = held + text
    const cut = /&[^;\s<>&]{0,11}$|\u001B[^\n<]{0,20}$/.exec(whole.slice(-24))
    const end = cut ? whole.length - cut[0].length : whole.length
    held = whole.slice(end)
    parser.write(legal(whole.slice(0, end), handlers.onRemoved))
  }
  parser.write(legal(held, handlers.onRemoved))
  parser.close()
}

const suspicious = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|&#/

/** Characters that XML forbids, plain or as references, are taken out: other tools write them, and Zephyr would refuse the file. */
function legal(text: string, onRemoved: ReadHandlers['onRemoved']): string {
  if (!suspicious.test(text)) return text
  let references = 0
  const plain = stripVTControlCharacters(text).replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')

  const result = plain.replace(
    /&#(?:x([0-9a-fA-F]+)|(\d+));/g,
    (reference, hex: string | undefined, decimal: string) => {
      if (isLegal(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16))) return reference
      references++
      return ''
    },
  )
  const removed = text.length - plain.length + references
  if (removed > 0) onRemoved?.(removed)
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
  /** Its own `<error>` and `<failure>`: a crash outside any test. */
  failures: Failure[]
}

interface OpenCase {
  attributes: Record<string, string>
  failures: { element: string; failure: Failure }[]
  reruns: Failure[]
  flaky: boolean
  skipped?: string
  requirements: string[]
  tags: string[]
  properties: Property[]
  error: boolean
}

const failureElements = new Set(['failure', 'error', 'rerunFailure', 'rerunError', 'flakyFailure', 'flakyError'])
const textElements = new Set(['requirement', 'tag'])

function caseParser(path: string, { onOwn, onCase, onSuiteEnd }: ReadHandlers, position: boolean) {
  const parser = new SaxesParser<{ xmlns: false; position: boolean }>({ xmlns: false, position })
  const suites: OpenSuite[] = []
  let depth = 0
  let own: OwnFile | undefined
  let current: OpenCase | undefined
  let collecting: { element: string; attributes: Record<string, string>; text: string } | undefined
  const at = () => (position ? { line: parser.line, column: parser.column } : {})
  const gather = (text: string) => {
    if (collecting) collecting.text += text
  }

  parser.on('error', (error) => {
    throw new ResultFileError(`${path} is not well-formed XML: ${error.message}`, at())
  })
  parser.on('text', gather)
  parser.on('cdata', gather)
  parser.on('opentag', ({ name, attributes }) => {
    if (depth++ === 0) {
      if (name !== 'testsuites' && name !== 'testsuite') {
        throw new ResultFileError(
          `${path} is no JUnit file: its root is <${name}>, expected <testsuites> or <testsuite>.`,
          at(),
        )
      }
      own = readRootAttributes(attributes)
      if (own) onOwn?.(own)
    }
    if (collecting) return
    if (name === 'testsuite') suites.push({ name: attributes.name ?? '', properties: [], failures: [] })
    else if (name === 'testcase')
      current = {
        attributes,
        failures: [],
        reruns: [],
        flaky: false,
        requirements: [],
        tags: [],
        properties: [],
        error: false,
      }
    else if (name === 'property')
      (current ?? suites.at(-1))?.properties.push({ name: attributes.name ?? '', value: attributes.value ?? '' })
    else if (name === 'skipped' && current) current.skipped = attributes.type === 'todo' ? 'todo' : 'skipped'
    else if (failureElements.has(name) || (current && textElements.has(name)))
      collecting = { element: name, attributes, text: '' }
  })
  parser.on('closetag', ({ name }) => {
    depth--
    if (collecting?.element === name) {
      if (current) collect(current, collecting)
      else suites.at(-1)?.failures.push(failureOf(collecting))
      collecting = undefined
    } else if (name === 'testcase' && current) {
      const suite = suites.at(-1) ?? { name: '', properties: [] }
      onCase(withoutPackage(finished(current, suite, suites.length > 1), own), suite)
      current = undefined
    } else if (name === 'testsuite') {
      const suite = suites.pop()
      if (!suite) return
      if (suite.failures.length > 0) onCase(crashed(suite), suite)
      onSuiteEnd?.(suite)
    }
  })
  return parser
}

function collect(
  into: OpenCase,
  { element, attributes, text }: { element: string; attributes: Record<string, string>; text: string },
) {
  if (element === 'requirement') into.requirements.push(text.trim())
  else if (element === 'tag') into.tags.push(...text.split(/\s+/).filter(Boolean))
  else if (element.startsWith('flaky')) into.flaky = true
  else if (element.startsWith('rerun')) into.reruns.push(failureOf({ attributes, text }))
  else into.failures.push({ element, failure: failureOf({ attributes, text }) })
}

function failureOf({ attributes, text }: { attributes: Record<string, string>; text: string }): Failure {
  return { message: attributes.message ?? text.trim().split('\n')[0] ?? '', type: attributes.type ?? 'Error', text }
}

/** How tools mark a test that did not run, or that failed, by an attribute alone. */
const notRunWords = /^(notrun|not_run|disabled|skipped|ignored|suppressed|inconclusive|pending|todo)$/i
const failedWords = /^(fail|failed|failure|error|errored|broken|timedout|crashed)$/i

function finished(open: OpenCase, suite: ReadSuite, nested: boolean): ReadCase {
  const { attributes, failures, reruns, skipped } = open
  const { classname = '', name = '', time, status = '', result = '' } = attributes
  const byStatus = failures.length === 0 && (failedWords.test(status) || failedWords.test(result))
  const failed = failures.length > 0 || byStatus || (reruns.length > 0 && !open.flaky)
  const word = notRunWords.test(status) ? status : notRunWords.test(result) ? result : undefined
  const notRun = !failed && (skipped !== undefined || word !== undefined)
  const passed = !failed && !notRun
  const mends: Mend[] = []
  if (failures.some(({ element }) => element === 'error')) mends.push('error as failure')
  if (failures.some(({ failure }) => failure.text.trim() === '')) mends.push('failure without text')
  if (failures.length > 1) mends.push('several failures as one')
  if (byStatus) mends.push('failed by its status')
  if (reruns.length > 0 || open.flaky) mends.push('reruns as one')
  if (nested) mends.push('nested suite flattened')
  if (classname === '' && suite.name !== '') mends.push('classname taken from the suite')
  if (name.trim() === '') mends.push('empty name')
  const marked = passed && open.properties.some((property) => property.name === 'flaky' && property.value === 'true')
  return {
    packageName: classname || suite.name,
    name: name.trim() === '' ? '(no title)' : name,
    duration: milliseconds(time),
    outcome: failed ? 'failed' : notRun ? 'notRun' : 'passed',
    reason: notRun ? (skipped ?? word?.toLowerCase()) : undefined,
    failures: failed ? [...failures.map(({ failure }) => failure), ...reruns] : [],
    flaky: passed && (open.flaky || marked),
    requirements: open.requirements,
    tags: open.tags,
    properties: marked ? open.properties.filter((property) => property.name !== 'flaky') : open.properties,
    mends,
  }
}

/** A file of ours with `createPackage: false` has the package in front of each name; a merge puts it there itself. */
function withoutPackage(test: ReadCase, own: OwnFile | undefined): ReadCase {
  const front = `${test.packageName} > `
  return own?.createPackage === false && test.name.startsWith(front)
    ? { ...test, name: test.name.slice(front.length) }
    : test
}

function crashed(suite: OpenSuite): ReadCase {
  return {
    packageName: suite.name,
    name: '[suite failed]',
    duration: 0,
    outcome: 'failed',
    failures: suite.failures,
    flaky: false,
    requirements: [],
    tags: [],
    properties: [],
    mends: ['crash of a suite as a test case'],
  }
}

/** `0.123`, `1,234.5` and `12,5` all turn up. */
function milliseconds(time = ''): number {
  const plain = Number(time)
  if (plain >= 0) return plain * 1000
  const seconds = Number(/^\d{1,3}(,\d{3})+(\.|$)/.test(time) ? time.replaceAll(',', '') : time.replace(',', '.'))
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0
}
