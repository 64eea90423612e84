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
}

export interface Property {
  name: string
  value: string
}

/** A `<testcase>` as Zephyr reads it right: one `<failure>` with text for whatever failed, and never an `<error>`. */
export function caseElement({ packageName, name, duration, ...test }: CaseElement): string {
  const properties = test.flaky ? [...(test.properties ?? []), { name: 'flaky', value: 'true' }] : test.properties
  const start = `<testcase classname="${escaped(packageName)}" name="${escaped(name)}" time="${(duration / 1000).toFixed(3)}"`
  // Most tests pass and have nothing inside; the builder is for the others.
  const { outcome, requirements, tags } = test
  if (outcome === 'passed' && !properties?.length && !requirements?.length && !tags?.length) return `${start}/>\n`
  const inside = build({
    ...propertiesElement(properties ?? []),
    ...(outcome === 'failed' ? { failure: failureElement(test.failures) } : {}),
    ...(outcome === 'notRun' ? { skipped: '' } : {}),
    ...(requirements?.length ? { requirements: { requirement: requirements.map(cleanName) } } : {}),
    ...(tags?.length ? { tags: { tag: tags.map(cleanName) } } : {}),
  })
  return `${start}>${inside}</testcase>\n`
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string) =>
  /[&<>"]/.test(text) ? text.replace(/[&<>"]/g, (character) => entities[character] ?? '') : text

/** Only the start tag, with the suite's properties: its cases are streamed behind it. */
export function suiteStart(attributes: Record<string, string | number>, properties: readonly Property[] = []): string {
  const named = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(cleanName(String(value)))}"`)
  const inside = properties.length > 0 ? `${build(propertiesElement(properties))}\n` : ''
  return `<testsuite${named.join('')}>\n${inside}`
}

function propertiesElement(properties: readonly Property[]) {
  if (properties.length === 0) return {}
  const property = properties.map(({ name, value }) => ({ '@name': cleanName(name), '@value': cleanName(value) }))
  return { properties: { property } }
}

/** Longer texts help nobody and make files that proxies refuse. */
const longestText = 4 * 1024 * 1024

function failureElement(failures: readonly Failure[]) {
  const texts = failures
    .map(({ text, message }) => cleanText(text.trim() === '' ? message : text))
    .filter((text) => text.trim() !== '')
  // Without text Zephyr would record a pass (zephyr-facts).
  const text = texts.join('\n\n') || 'The test failed, and its runner gave no text for it.'
  const [first] = failures
  return {
    '@message':
      cleanName(first?.message ?? '')
        .slice(0, 1000)
        .replace(/[\uD800-\uDBFF]$/, '') || 'failed',
    '@type': cleanName(first?.type ?? '') || 'Error',
    '#text':
      text.length > longestText
        ? `${text.slice(0, longestText).replace(/[\uD800-\uDBFF]$/, '')}\n[cut after 4 MB]`
        : text,
  }
}
