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

export interface Property {
  name: string
  value: string
}

/** A `<testcase>` as Zephyr reads it right: one `<failure>` with text for whatever failed, and never an `<error>`. */
export function caseElement(test: CaseElement): string {
  const { name, outcome, requirements, tags, attributes } = test
  const properties = test.flaky ? [...(test.properties ?? []), { name: 'flaky', value: 'true' }] : test.properties
  const start = caseStart(test.packageName, name, test.duration) + (attributes ? attributesText(attributes) : '')
  // Most tests pass and have at most properties inside; the builder is for the others.
  if (outcome === 'passed' && !requirements?.length && !tags?.length)
    return properties?.length ? `${start}>${propertiesText(properties)}</testcase>\n` : `${start}/>\n`
  const inside = build({
    ...(outcome === 'failed' ? { failure: failureElement(test.failures) } : {}),
    ...(outcome === 'notRun' ? { skipped: '' } : {}),
    ...(requirements?.length ? { requirements: { requirement: requirements.map(cleanName) } } : {}),
    ...(tags?.length ? { tags: { tag: tags.map(cleanName) } } : {}),
  })
  return `${start}>${propertiesText(properties ?? [])}${inside}</testcase>\n`
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

/** Each as a step of its own: a pattern with a function that looks each up takes five times as long. */
export function escaped(text: string): string {
  if (!/[&<>"]/.test(text)) return text
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
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

export function propertiesText(properties: readonly Property[]): string {
  if (properties.length === 0) return ''
  let text = '<properties>'
  for (const { name, value } of properties)
    text += `<property name="${escaped(cleanName(name))}" value="${escaped(cleanName(value))}"/>`
  return `${text}</properties>`
}

/** Bytes of a failure's text. Longer ones help nobody, and files of more than 50 MB may be refused. */
const longestText = 100 * 1024

/** What is too long keeps its head and its tail: the error stands at one of the two. */
function shortened(text: string): string {
  // No character has more than three bytes for each of its UTF-16 units.
  if (text.length * 3 <= longestText) return text
  const bytes = Buffer.from(text)
  if (bytes.length <= longestText) return text
  const half = longestText / 2 - 32
  let head = half
  let tail = bytes.length - half
  // A character's later bytes are 10xxxxxx: none is cut in two.
  const isInside = (at: number) => ((bytes[at] ?? 0) & 0xc0) === 0x80
  while (isInside(head)) head--
  while (isInside(tail)) tail++
  const cut = Math.round((tail - head) / 1024)
  return `${bytes.toString('utf8', 0, head)}\n[${cut} KB cut out here]\n${bytes.toString('utf8', tail)}`
}

function failureElement(failures: readonly Failure[]) {
  const texts = failures
    .map(({ text, message }) => cleanText(text.trim() === '' ? message : text))
    .filter((text) => text.trim() !== '')
  // Without text Zephyr would record a pass (docs/zephyr.md).
  const text = texts.join('\n\n') || 'The test failed, and its runner gave no text for it.'
  const [first] = failures
  return {
    '@message':
      cleanName(first?.message ?? '')
        .slice(0, 1000)
        .replace(/[\uD800-\uDBFF]$/, '') || 'failed',
    '@type': cleanName(first?.type ?? '') || 'Error',
    '#text': shortened(text),
  }
}
