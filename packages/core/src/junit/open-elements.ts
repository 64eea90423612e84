import type { Failure } from '../results/model.js'
import type { Property } from './element.js'
import type { Evidence, Meaning } from './outcome.js'
import type { ReadSuite } from './read-types.js'
import type { Attributes } from './xml.js'

// What is noted of a suite or a test case until its end tag.

/** A suite whose end tag has not been read. */
export interface OpenSuite extends ReadSuite {
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

/** A test case whose end tag has not been read. Lists are made where something is in them: most test cases have none, and a million empty ones cost their memory. */
export interface OpenCase extends Evidence {
  depth: number
  requirements?: string[]
  tags?: string[]
  properties?: Property[]
  unknown?: string[]
  /** The one that it stands in. */
  outer: OpenCase | undefined
}

/** An element that was read to its end. */
export interface ElementText {
  element: string
  attributes: Attributes
  text: string
}

/** Elements whose text is read. */
type FailureMeaning = 'failure' | 'error' | 'rerun' | 'flaky'
/** Whether an element's text is a failure's. */
export const isFailure = (meaning: Meaning): meaning is FailureMeaning =>
  meaning === 'failure' || meaning === 'error' || meaning === 'rerun' || meaning === 'flaky'

/** Why a test did not run, by the name of the element that says so. */
export const wordOf = (name: string) => name.slice(name.indexOf(':') + 1).toLowerCase()

/** Notes an element that no known tool writes. */
export function addUnknown(into: OpenCase, element: string) {
  into.unknown ??= []
  into.unknown.push(element)
}

/** Notes a requirement or tags. */
export function addLink(into: OpenCase, element: string, text: string) {
  into.requirements ??= []
  into.tags ??= []
  if (element === 'requirement') into.requirements.push(text)
  else into.tags.push(...text.split(/\s+/).filter(Boolean))
}

/** Notes a failure, a further attempt, or that an attempt failed before the test passed. */
export function addFailure(into: OpenCase, meaning: FailureMeaning, { element, attributes, text }: ElementText) {
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

/** A failure as its element says it. */
export function failureOf({ message, type = 'Error' }: Attributes, text: string): Failure {
  return { message: message ?? firstLine(text), type, text }
}

function firstLine(text: string): string {
  const trimmed = text.trim()
  const end = trimmed.indexOf('\n')
  return end === -1 ? trimmed : trimmed.slice(0, end)
}

/** A test case at its start tag. */
export const openCase = (depth: number, attributes: Attributes, outer: OpenCase | undefined): OpenCase => ({
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

/** A suite at its start tag. */
export function openSuite(element: string, attributes: Attributes, outer: OpenSuite | undefined): OpenSuite {
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

/** No attributes. */
export const none: Attributes = {}

/** What a tool says besides; prefixed names would need their declaration. */
export function others(attributes: Attributes, but: ReadonlySet<string>): Attributes {
  let found: Record<string, string> | undefined
  for (const name in attributes) {
    if (but.has(name) || /:|^xmlns|^zephyr-/.test(name)) continue
    found ??= {}
    found[name] = attributes[name] ?? ''
  }
  return found ?? none
}
