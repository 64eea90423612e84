import { SaxesParser } from 'saxes'
import { ResultFileError } from './errors.js'
import { textOf } from './open.js'

/** One test result as Zephyr records it. */
export interface ZephyrRecord {
  /** The test case's name, cut at 254 characters. */
  name: string
  /** `classname`; with `createPackage` Zephyr makes one folder of each segment between dots. */
  packageName: string
  status: 'PASS' | 'FAIL'
  /** The failure's text, which Zephyr attaches as a file. */
  attachment?: string
  /** Linked requirements as they were written: `ID_12`, `AltID_R1`. */
  requirements: string[]
  tags: string[]
}

/** Zephyr cuts names of 255 characters and more to this many. */
export const longestName = 254

/**
 * What Zephyr's stock JUnit template records from a file: its path, or its bytes. Every rule was measured on the
 * vendor's own parser, but these, which are inferred: blank text is text, and each level of nested suites brings its
 * records once more. Throws a {@link ResultFileError} where Zephyr refuses the whole file.
 */
export async function* recordsOf(input: string | Uint8Array): AsyncGenerator<ZephyrRecord> {
  let ready: ZephyrRecord[] = []
  const parser = stockParser((record) => ready.push(record), typeof input === 'string' ? input : 'the result file')
  for await (const text of textOf(input)) {
    parser.write(text)
    yield* ready
    ready = []
  }
  parser.close()
  yield* ready
}

interface OpenCase {
  name: string
  packageName: string
  failures: string[]
  requirements: string[]
  tags: string[]
}

function stockParser(emit: (record: ZephyrRecord) => void, name: string) {
  const parser = new SaxesParser()
  let suites = 0
  let current: OpenCase | undefined
  let collecting: { name: string; text: string } | undefined
  const gather = (text: string) => {
    if (collecting) collecting.text += text
  }
  parser.on('error', (error) => {
    const { line, column } = parser
    throw new ResultFileError(`${name} is not well-formed XML: ${error.message}`, { line, column })
  })
  parser.on('text', gather)
  parser.on('cdata', gather)
  parser.on('opentag', (tag) => {
    if (tag.name === 'testsuite') suites++
    else if (tag.name === 'testcase') {
      const { name = '', classname = '' } = tag.attributes
      current = { name, packageName: classname, failures: [], requirements: [], tags: [] }
    } else if (current && collected.has(tag.name)) collecting = { name: tag.name, text: '' }
  })
  parser.on('closetag', (tag) => {
    if (tag.name === 'testsuite') suites--
    if (!current) return
    if (collecting?.name === tag.name) {
      collect(current, collecting)
      collecting = undefined
    }
    if (tag.name === 'testcase') {
      for (let level = 0; level < suites; level++) for (const record of recordsFrom(current)) emit(record)
      current = undefined
    }
  })
  return parser
}

const collected = new Set(['failure', 'requirement', 'tag'])

function collect(into: OpenCase, { name, text }: { name: string; text: string }) {
  if (name === 'failure') into.failures.push(text)
  else if (name === 'requirement') into.requirements.push(...requirementOf(text.trim()))
  else into.tags.push(...text.split(/\s+/).filter((tag) => tag !== ''))
}

/** `ID_` and a number, or `AltID_` and an alternate id, whose text after a second `_` is lost. */
function requirementOf(text: string): string[] {
  if (/^ID_\d+$/.test(text)) return [text]
  const alternate = /^AltID_([^_]+)/.exec(text)
  return alternate ? [`AltID_${alternate[1]}`] : []
}

function recordsFrom({ name, failures, ...rest }: OpenCase): ZephyrRecord[] {
  if (name === '') return []
  const cut = name.length > longestName ? name.slice(0, longestName) : name
  // A failure without text is not read, nor is any <error> or <skipped>.
  const texts = failures.filter((text) => text !== '')
  if (texts.length === 0) return [{ name: cut, ...rest, status: 'PASS' }]
  return texts.map((attachment) => ({ name: cut, ...rest, status: 'FAIL', attachment }))
}
