import { ResultFileError, textOf } from '@zephyr-reporters/parser-template'
import type { Failure, Outcome } from '../results/model.js'
import { characterFilter } from './characters.js'
import type { Property } from './element.js'
import { environmentOf, isOneTest, type RedCase, type Tool, toolOf } from './origin.js'
import { type Evidence, type Meaning, meaningOf, verdictOf } from './outcome.js'
import { type OwnFile, readRootAttributes } from './own-file.js'
import { type Attributes, createCountingXmlReader, createXmlReader, type XmlReader } from './xml.js'

/** What a reader repairs, because Zephyr would misread it. */
export type Repair =
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
  | 'environment in the package'
  | 'unknown element'

/** What is repaired where a case gets its name. */
export type LaterRepair = 'duplicate numbered' | 'name cut' | 'attempts as one' | 'requirement left out'

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
  /** To the letter: a blank around an id decides what Zephyr makes of it. */
  requirements: readonly string[]
  tags: readonly string[]
  properties: readonly Property[]
  /** Its other attributes: `id`, `file`, `line`, … */
  attributes: Attributes
  /** What the file says of itself where it is one of ours. */
  own?: OwnFile
  tool: Tool
  /** Elements within it that no tool we know writes. */
  unknown: readonly string[]
  /** Whoever names the case may add what it repaired. */
  repairs: (Repair | LaterRepair)[]
}

export interface ReadSuite {
  name: string
  /** The names of the suites around it and its own, outermost first, ` > ` between them. */
  path: string
  /** Its other attributes, but for counts: `id`, `timestamp`, `time`, `hostname`, … */
  attributes: Attributes
  /** The nearest `file` attribute or property, its own or that of a suite around it. */
  file?: string
  properties: Property[]
}

export interface ReadHandlers {
  /** Called where the root says that the file is one of ours. */
  onOwn?(file: OwnFile): void
  onCase(test: ReadCase, suite: ReadSuite): void
  /** Called once for each suite, behind its cases. */
  onSuiteEnd?(suite: ReadSuite): void
  /** Called with the number of characters that were taken out because XML forbids them. */
  onRemoved?(characters: number): void
  /** Called with the number of characters of each piece that was read. */
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
  const parser = caseReader(path, handlers, position)
  const filter = characterFilter((characters) => handlers.onRemoved?.(characters))
  try {
    for await (const text of textOf(path, { lenient: true })) {
      handlers.onRead?.(text.length)
      parser.write(filter.next(text))
    }
    parser.write(filter.last())
    parser.close()
  } catch (error) {
    // V8's longest string.
    if (error instanceof RangeError && error.message === 'Invalid string length')
      throw new ResultFileError(`${path} has a text that is too long: 512 MB at most.`)
    throw error
  }
}

interface OpenSuite extends ReadSuite {
  /** How many `<testsuite>` it stands in, itself among them. */
  level: number
  /** Its own `<error>` and `<failure>`: a crash outside any test. */
  failures: Failure[]
  /** What it says of itself, and what was found in it. */
  counted: { errors: number; failures: number }
  found: { red: number; errors: number; excused: number }
  /** All its attributes, as {@link environmentOf} wants them. */
  given: Attributes
  outer: OpenSuite | undefined
}

/** Lists are made where something is in them: most test cases have none, and a million empty ones cost their memory. */
interface OpenCase extends Evidence {
  depth: number
  requirements?: string[]
  tags?: string[]
  properties?: Property[]
  unknown?: string[]
  /** The one that it stands in. */
  outer: OpenCase | undefined
}

/** An element whose text is wanted. */
interface Collecting {
  depth: number
  element: string
  attributes: Attributes
  text: string
  use(collected: Collecting): void
}

function caseReader(path: string, handlers: ReadHandlers, position: boolean): XmlReader {
  const { add, flush } = pairing(handlers.onCase)
  /** The innermost one that is open. */
  let suite: OpenSuite | undefined
  let current: OpenCase | undefined
  let depth = 0
  let own: OwnFile | undefined
  let tool: Tool
  let collecting: Collecting | undefined
  /** The depth of a `<system-out>`: what a test printed is no markup of the file, whatever it looks like. */
  let insideOutput: number | undefined
  const create = position ? createCountingXmlReader : createXmlReader
  const xml = create({
    onError(message, at) {
      throw new ResultFileError(`${path} is not well-formed XML: ${message}`, at)
    },
    onOpen(name, attributes) {
      if (depth++ === 0) openRoot(name, attributes)
      if (insideOutput === undefined && !collecting) open(name, attributes)
    },
    onClose(name) {
      const closing = depth--
      if (closing === insideOutput) insideOutput = undefined
      else if (closing === collecting?.depth) collected(collecting)
      else if (insideOutput === undefined && !collecting) close(name)
    },
    onText(text) {
      if (collecting) collecting.text += text
    },
  })
  return xml

  function collect(element: string, attributes: Attributes, use: Collecting['use']) {
    collecting = { depth, element, attributes, text: '', use }
    xml.wantText(true)
  }

  function collected(done: Collecting) {
    collecting = undefined
    xml.wantText(false)
    done.use(done)
  }

  function openRoot(name: string, attributes: Attributes) {
    if (name !== 'testsuites' && name !== 'testsuite')
      throw new ResultFileError(
        `${path} is no JUnit file: its root is <${name}>, expected <testsuites> or <testsuite>.`,
        { ...xml.position(), code: 'other root' },
      )
    own = readRootAttributes(attributes, path)
    tool = toolOf(attributes)
    if (own) handlers.onOwn?.(own)
  }

  function open(name: string, attributes: Attributes) {
    if (name === 'testcase') current = openCase(depth, attributes, current)
    else if (name === 'testsuite' || name === 'testsuites') {
      flush()
      suite = openSuite(name, attributes, suite)
    } else if (name === 'property') openProperty(attributes)
    else if (current) openInCase(current, name, attributes)
    else openInSuite(suite, name, attributes)
  }

  function openProperty(attributes: Attributes) {
    const owner = current ?? suite
    if (!owner) return
    owner.properties ??= []
    const { properties } = owner
    const { name = '', value } = attributes
    if (value !== undefined) properties.push({ name, value })
    else collect('property', attributes, ({ text }) => properties.push({ name, value: text.trim() }))
  }

  function openInSuite(suite: OpenSuite | undefined, name: string, attributes: Attributes) {
    const meaning = meaningOf(name)
    if (meaning === 'output') insideOutput = depth
    else if (isFailure(meaning))
      collect(name, attributes, (done) => suite?.failures.push(failureOf(done.attributes, done.text)))
  }

  function openInCase(current: OpenCase, name: string, attributes: Attributes) {
    const meaning = meaningOf(name)
    const direct = depth === current.depth + 1
    if (meaning === 'output') insideOutput = depth
    else if (meaning === 'notRun')
      current.skipped ??= { element: name === 'ignored' ? 'ignored' : wordOf(name), ...attributes }
    else if (name === 'requirement' || name === 'tag')
      collect(name, attributes, ({ element, text }) => addLink(current, element, text))
    else if (isFailure(meaning)) collect(name, attributes, (done) => addFailure(current, meaning, done))
    else if (meaning === 'unknown' && direct) addUnknown(current, name)
  }

  function close(name: string) {
    if (!suite) return
    if (name === 'testcase') closeCase(suite)
    else if (name === 'testsuite' || name === 'testsuites') closeSuite(suite)
  }

  function closeCase(suite: OpenSuite) {
    if (!current) return
    const done = current
    current = done.outer
    const test = finished(done, suite, { own, tool })
    tally(suite.found, done, test)
    add(test, suite, soleElement(done, test))
  }

  function closeSuite(done: OpenSuite) {
    flush()
    suite = done.outer
    const test = crashOf(done, { own, tool })
    if (test) handlers.onCase(test, done)
    handlers.onSuiteEnd?.(done)
    addUp(suite?.found, done.found)
  }
}

/** Of these the text is read. */
type FailureMeaning = 'failure' | 'error' | 'rerun' | 'flaky'
const isFailure = (meaning: Meaning): meaning is FailureMeaning =>
  meaning === 'failure' || meaning === 'error' || meaning === 'rerun' || meaning === 'flaky'

/** Why a test did not run, by the name of the element that says so. */
const wordOf = (name: string) => name.slice(name.indexOf(':') + 1).toLowerCase()

function addUnknown(into: OpenCase, element: string) {
  into.unknown ??= []
  into.unknown.push(element)
}

function addLink(into: OpenCase, element: string, text: string) {
  into.requirements ??= []
  into.tags ??= []
  if (element === 'requirement') into.requirements.push(text)
  else into.tags.push(...text.split(/\s+/).filter(Boolean))
}

function addFailure(into: OpenCase, meaning: FailureMeaning, { element, attributes, text }: Collecting) {
  if (meaning === 'flaky') into.flaky = true
  else if (meaning === 'rerun') {
    into.reruns ??= []
    into.reruns.push(failureOf(attributes, text))
  } else {
    into.failures ??= []
    into.failures.push({ element: meaning, failure: failureOf(attributes, text) })
    if (element !== meaning) addUnknown(into, element)
  }
}

function failureOf({ message, type = 'Error' }: Attributes, text: string): Failure {
  return { message: message ?? firstLine(text), type, text }
}

function firstLine(text: string): string {
  const trimmed = text.trim()
  const end = trimmed.indexOf('\n')
  return end === -1 ? trimmed : trimmed.slice(0, end)
}

const openCase = (depth: number, attributes: Attributes, outer: OpenCase | undefined): OpenCase => ({
  depth,
  outer,
  attributes,
  flaky: false,
  failures: undefined,
  reruns: undefined,
  skipped: undefined,
  requirements: undefined,
  tags: undefined,
  properties: undefined,
  unknown: undefined,
})

const countsOfSuite = new Set('name tests failures errors skipped disabled assertions warnings flakes'.split(' '))

function openSuite(element: string, attributes: Attributes, outer: OpenSuite | undefined): OpenSuite {
  const { name = '', file, filepath } = attributes
  return {
    name,
    path: outer?.path ? `${outer.path} > ${name}` : name,
    attributes: others(attributes, countsOfSuite),
    file: file || filepath || outer?.file,
    properties: [],
    level: (outer?.level ?? 0) + (element === 'testsuite' ? 1 : 0),
    failures: [],
    counted: { errors: Number(attributes.errors) || 0, failures: Number(attributes.failures) || 0 },
    found: { red: 0, errors: 0, excused: 0 },
    given: attributes,
    outer,
  }
}

const none: Attributes = {}
const nothing: readonly never[] = []

/** What a tool says besides; prefixed names would need their declaration. */
function others(attributes: Attributes, but: ReadonlySet<string>): Attributes {
  let found: Record<string, string> | undefined
  for (const name in attributes) {
    if (but.has(name) || /:|^xmlns|^zephyr-/.test(name)) continue
    found ??= {}
    found[name] = attributes[name] ?? ''
  }
  return found ?? none
}

/** Hands cases on, two side by side as one where their tool means one by them. */
function pairing(onCase: ReadHandlers['onCase']) {
  let held: { test: ReadCase; suite: ReadSuite; red: RedCase | undefined } | undefined
  const flush = () => {
    if (!held) return
    const { test, suite } = held
    held = undefined
    onCase(test, suite)
  }
  return {
    flush,
    add(test: ReadCase, suite: ReadSuite, red: RedCase | undefined) {
      if (held?.red && red && held.suite === suite && hasSameName(held.test, test)) {
        if (isOneTest({ tool: test.tool, suite: suite.name, first: held.red, second: red })) {
          held = { test: joined(held.test, test), suite, red: undefined }
          return
        }
      }
      flush()
      if (red) held = { test, suite, red }
      else onCase(test, suite)
    },
  }
}

const hasSameName = (a: ReadCase, b: ReadCase) => a.name === b.name && a.packageName === b.packageName

const joined = (first: ReadCase, second: ReadCase): ReadCase => ({
  ...first,
  duration: first.duration + second.duration,
  failures: [...first.failures, ...second.failures],
  properties: [...first.properties, ...second.properties],
  repairs: [...new Set<Repair | LaterRepair>([...first.repairs, ...second.repairs, 'several failures as one'])],
})

/** A red case that has only `<failure>` elements, or only `<error>` elements. */
function soleElement({ failures, reruns }: OpenCase, { outcome, packageName }: ReadCase): RedCase | undefined {
  if (outcome !== 'failed' || !failures?.[0] || reruns) return undefined
  const { element, failure } = failures[0]
  return failures.every((each) => each.element === element) ? { packageName, element, failure } : undefined
}

function tally(found: OpenSuite['found'], { failures, flaky }: OpenCase, { outcome }: ReadCase) {
  if (outcome === 'failed') found.red++
  else if (failures || flaky) found.excused++
  if (failures?.some(({ element }) => element === 'error')) found.errors++
}

function addUp(into: OpenSuite['found'] | undefined, { red, errors, excused }: OpenSuite['found']) {
  if (!into) return
  into.red += red
  into.errors += errors
  into.excused += excused
}

interface Source {
  own: OwnFile | undefined
  tool: Tool
}

const attributesOfCase = new Set(['name', 'classname', 'time'])

function finished(open: OpenCase, suite: OpenSuite, { own, tool }: Source): ReadCase {
  const { classname = '', name = '', time } = open.attributes
  const { outcome, reason, failures, repair } = verdictOf(open)
  const repairs = repairsOf(open, suite, outcome)
  if (repair) repairs.unshift(repair)
  const environment = own ? undefined : environmentOf(tool, suite.given, suite.properties)
  if (environment) repairs.push('environment in the package')
  const { requirements = nothing, tags = nothing, properties = nothing, unknown = nothing } = open
  const isMarkedFlaky = outcome === 'passed' && properties.some(isFlakyMark)
  return {
    packageName: inEnvironment(environment, classname || suite.name),
    name: name.trim() === '' ? '(no title)' : name,
    duration: milliseconds(time),
    outcome,
    reason,
    failures,
    flaky: outcome === 'passed' && (open.flaky || isMarkedFlaky),
    requirements,
    tags,
    properties: isMarkedFlaky ? properties.filter((property) => !isFlakyMark(property)) : properties,
    attributes: others(open.attributes, attributesOfCase),
    own,
    tool,
    unknown,
    repairs,
  }
}

function repairsOf({ attributes, failures, reruns, flaky, unknown }: OpenCase, suite: OpenSuite, outcome: Outcome) {
  const repairs: Repair[] = []
  if (outcome === 'failed' && failures) {
    if (failures.some(({ element }) => element === 'error')) repairs.push('error as failure')
    if (failures.some(({ failure }) => failure.text.trim() === '')) repairs.push('failure without text')
    if (failures.length > 1) repairs.push('several failures as one')
  }
  if (reruns || flaky) repairs.push('reruns as one')
  if (suite.level > 1) repairs.push('nested suite flattened')
  if (!attributes.classname && suite.name !== '') repairs.push('classname taken from the suite')
  if (!attributes.name?.trim()) repairs.push('empty name')
  if (unknown) repairs.push('unknown element')
  return repairs
}

/** An environment is one folder around the tool's own: a `.` in it would make two. */
const inEnvironment = (environment: string | undefined, packageName: string) =>
  environment === undefined ? packageName : [environment.replaceAll('.', '_'), packageName].filter(Boolean).join('.')

const isFlakyMark = ({ name, value }: Property) => name === 'flaky' && value === 'true'

/** A test case for what failed outside any test: the suite's own failures, or failures that it counts but does not show (gotestsum: a package that does not build). */
function crashOf(suite: OpenSuite, { own, tool }: Source): ReadCase | undefined {
  const failures = suite.failures.length > 0 ? suite.failures : unseenFailures(suite)
  if (failures.length === 0) return undefined
  suite.found.red++
  suite.found.errors++
  const environment = own ? undefined : environmentOf(tool, suite.given, suite.properties)
  return {
    packageName: inEnvironment(environment, suite.name),
    name: suite.level === 0 ? '[run failed]' : '[suite failed]',
    duration: 0,
    outcome: 'failed',
    failures,
    flaky: false,
    requirements: [],
    tags: [],
    properties: [],
    attributes: none,
    own,
    tool,
    unknown: [],
    repairs: ['crash of a suite as a test case'],
  }
}

function unseenFailures({ counted, found }: OpenSuite): Failure[] {
  const missing = counted.errors + counted.failures - found.red - found.excused
  const unseen =
    (counted.errors > 0 && found.errors === 0 && missing > 0) ||
    (counted.failures > 0 && found.red === 0 && found.excused === 0)
  if (!unseen) return []
  const message = `The file counts ${counted.failures} failures and ${counted.errors} errors here, but shows ${found.red} failing tests. See the tool's own output for the rest.`
  return [{ message, type: 'Error', text: message }]
}

/** A comma between groups of three digits, as a writer's locale puts it. */
const groupedDigits = /^\d{1,3}(,\d{3})+(\.|$)/

/** `0.123`, `1,234.5` and `12,5` all turn up. */
function milliseconds(time = ''): number {
  const plain = Number(time)
  if (plain >= 0 && plain < Number.POSITIVE_INFINITY) return plain * 1000
  const seconds = Number(groupedDigits.test(time) ? time.replaceAll(',', '') : time.replace(',', '.'))
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0
}
