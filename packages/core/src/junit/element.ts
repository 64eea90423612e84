import { createRequire } from 'node:module'
import type { Failure, Outcome } from '../results/model.js'
import type { Identity } from '../results/names.js'
import { cleanName, cleanText } from '../results/text.js'

/** Loaded where a test case needs it, and as its bundle: its many modules take a reporter 30 ms to load, this 5. */
let builder: import('fast-xml-parser').XMLBuilder | undefined
function build(element: object): string {
  if (!builder) {
    const { XMLBuilder }: typeof import('fast-xml-parser') = createRequire(import.meta.url)('fast-xml-parser')
    builder = new XMLBuilder({
      ignoreAttributes: false,
      attributeNamePrefix: '@',
      suppressEmptyNode: true,
      suppressBooleanAttributes: false,
    })
  }
  return builder.build(element)
}

/** What a `<testcase>` is written from. */
export interface CaseElement extends Identity {
  outcome: Outcome
  /** Milliseconds. */
  duration: number
  failures: readonly Failure[]
  flaky?: boolean
  requirements?: readonly string[]
  tags?: readonly string[]
  properties?: readonly Property[]
  /** Others that a tool wrote, such as `id`. */
  attributes?: Readonly<Record<string, string>>
}

/** A `<property>`. */
export interface Property {
  name: string
  value: string
}

/** A `<testcase>` as Zephyr reads it right: one `<failure>` with text for whatever failed, and never an `<error>`. */
export function caseElement(test: CaseElement): string {
  const { name, requirements, tags, attributes } = test
  const properties = test.flaky ? [...(test.properties ?? []), { name: 'flaky', value: 'true' }] : test.properties
  const start = caseStart(test.packageName, name, test.duration) + (attributes ? attributesText(attributes) : '')
  const inside = propertiesText(properties ?? []) + outcomeText(test) + linksText(requirements, tags)
  return inside === '' ? `${start}/>\n` : `${start}>${inside}</testcase>\n`
}

function outcomeText({ outcome, failures }: CaseElement): string {
  if (outcome === 'failed') return failureElement(failures)
  return outcome === 'notRun' ? '<skipped/>' : ''
}

/** Of few tests: the builder is loaded for them alone. */
function linksText(requirements: readonly string[] = [], tags: readonly string[] = []): string {
  if (requirements.length === 0 && tags.length === 0) return ''
  return build({
    ...(requirements.length > 0 ? { requirements: { requirement: requirements.map(cleanName) } } : {}),
    ...(tags.length > 0 ? { tags: { tag: tags.map(cleanName) } } : {}),
  })
}

/** A test that passed, without anything to say of it, as nearly all are; {@link caseElement} writes the same. */
export const passedCase = (packageName: string, name: string, duration: number): string =>
  `${caseStart(packageName, name, duration)}/>\n`

/** The start tag up to its time. */
const caseStart = (packageName: string, name: string, duration: number) =>
  `<testcase classname="${escapedPackage(packageName)}" name="${escaped(name)}" time="${seconds(duration)}"`

let lastPackage = ''
let lastEscaped = ''

/** Test cases come package by package. */
function escapedPackage(packageName: string): string {
  if (packageName !== lastPackage) {
    lastPackage = packageName
    lastEscaped = escaped(packageName)
  }
  return lastEscaped
}

/** With three digits, as `toFixed` gives them; whole milliseconds, which most tools write, in a tenth of its time. */
function seconds(milliseconds: number): string {
  const whole = Math.round(milliseconds)
  const isWhole = Math.abs(milliseconds - whole) < 1e-6 && milliseconds >= 0 && milliseconds < 1e9
  if (!isWhole) return (milliseconds / 1000).toFixed(3)
  return `${Math.floor(whole / 1000)}.${String(1000 + (whole % 1000)).slice(1)}`
}

/** As XML wants it between double quotes, and between tags. */
export const escaped = (text: string): string => replaced(text, special)
const special = /[&<>"]/g

/** With the apostrophe, as the builder has it. */
const quoted = (text: string): string => replaced(text, specialOrApostrophe)
const specialOrApostrophe = /[&<>"']/g

/**
 * One search for all of them, place by place: a step for each takes twice the time, `replace` with a function five times.
 *
 * @param character A pattern with the flag `g` for one character.
 */
function replaced(text: string, character: RegExp): string {
  let result = ''
  let from = 0
  // The search that finds nothing more sets the pattern back to the text's start.
  while (character.test(text)) {
    const at = character.lastIndex - 1
    result += text.slice(from, at) + (entities[text[at] ?? ''] ?? '')
    from = at + 1
  }
  return from === 0 ? text : result + text.slice(from)
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** Only the start tag, with the suite's properties: its cases are streamed behind it. */
export function suiteStart(
  attributes: Readonly<Record<string, string | number>>,
  properties: readonly Property[] = [],
): string {
  return `<testsuite${attributesText(attributes)}>\n${properties.length > 0 ? `${propertiesText(properties)}\n` : ''}`
}

function attributesText(attributes: Readonly<Record<string, string | number>> = {}): string {
  let text = ''
  for (const name in attributes) text += ` ${name}="${escaped(cleanName(String(attributes[name])))}"`
  return text
}

/** The `<properties>` element; empty without properties. */
export function propertiesText(properties: readonly Property[]): string {
  if (properties.length === 0) return ''
  let text = '<properties>'
  for (const { name, value } of properties)
    text += `<property name="${escaped(cleanName(name))}" value="${escaped(cleanName(value))}"/>`
  return `${text}</properties>`
}

/** Bytes of a failure's text. Longer ones help nobody, and files of more than 50 MB may be refused. */
const longestTextBytes = 100 * 1024

/** Half of what is kept free for the line that says how much was cut out. */
const halfNoteBytes = 32

/** Characters of a failure's `message`: one line of a list. */
const longestMessage = 1000

/** What is too long keeps its head and its tail: the error stands at one of the two. */
function shortened(text: string): string {
  // No character has more than three bytes for each of its UTF-16 units.
  if (text.length * 3 <= longestTextBytes) return text
  const bytes = Buffer.from(text)
  if (bytes.length <= longestTextBytes) return text
  const half = longestTextBytes / 2 - halfNoteBytes
  let head = half
  let tail = bytes.length - half
  // A character's later bytes are 10xxxxxx: none is cut in two.
  const isInside = (at: number) => ((bytes[at] ?? 0) & 0xc0) === 0x80
  while (isInside(head)) head--
  while (isInside(tail)) tail++
  const cut = Math.round((tail - head) / 1024)
  return `${bytes.toString('utf8', 0, head)}\n[${cut} KB cut out here]\n${bytes.toString('utf8', tail)}`
}

/**
 * By hand, and byte for byte what the builder writes: a run of many failures took it longer than all else. A suite of one
 * failure needs no builder.
 */
function failureElement(failures: readonly Failure[]): string {
  const texts = failures
    .map(({ text, message }) => cleanText(text.trim() === '' ? message : text))
    .filter((text) => text.trim() !== '')
  // Without text Zephyr would record a pass (docs/zephyr.md).
  const text = texts.join('\n\n') || 'The test failed, and its runner gave no text for it.'
  const [first] = failures
  const message = cleanName(first?.message ?? '')
    .slice(0, longestMessage)
    .replace(/[\uD800-\uDBFF]$/, '')
  const type = cleanName(first?.type ?? '')
  return `<failure message="${quoted(message || 'failed')}" type="${quoted(type || 'Error')}">${quoted(shortened(text))}</failure>`
}
