import { SaxesParser } from 'saxes'
import { ResultFileError } from './errors.js'
import { nameOf, type ResultInput, textOf } from './open.js'

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
  /** Paths of files, where it names any: attached if the machine that parses has them. */
  attachments?: string[]
}

/** Zephyr cuts names of 255 characters and more to this many. */
export const longestName = 254

/**
 * What Zephyr's stock JUnit template records from a file: its path, its bytes, or a stream of them. Every rule was
 * measured on the vendor's own parser, but these, which are inferred: blank text is text, and each level of nested
 * suites brings its records once more. Throws a {@link ResultFileError} where Zephyr refuses the whole file.
 */
export async function* recordsOf(input: ResultInput): AsyncGenerator<ZephyrRecord> {
  let ready: { records: ZephyrRecord[]; times: number }[] = []
  const parser = stockParser((records, times) => ready.push({ records, times }), nameOf(input))
  for await (const text of textOf(input)) {
    parser.write(text)
    yield* repeated(ready)
    ready = []
  }
  parser.close()
  yield* repeated(ready)
}

/** Not spread into a list: thousands of levels would bring each record as often. */
function* repeated(ready: { records: ZephyrRecord[]; times: number }[]) {
  for (const { records, times } of ready) for (let time = 0; time < times; time++) yield* records
}

interface OpenCase {
  name: string
  packageName: string
  failures: string[]
  requirements: string[]
  tags: string[]
  attachments: string[]
}

function stockParser(emit: (records: ZephyrRecord[], times: number) => void, name: string) {
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
      current = { name, packageName: classname, failures: [], requirements: [], tags: [], attachments: [] }
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
      emit(recordsFrom(current), suites)
      current = undefined
    }
  })
  return parser
}

const collected = new Set(['failure', 'requirement', 'tag', 'attachment'])

function collect(into: OpenCase, { name, text }: { name: string; text: string }) {
  if (name === 'failure') into.failures.push(text)
  else if (name === 'requirement') into.requirements.push(...requirementOf(text.trim()))
  else if (name === 'tag') into.tags.push(...tagsOf(text))
  else if (text.trim() !== '') into.attachments.push(text.trim())
}

export const tagsOf = (text: string) => text.split(/\s+/).filter((tag) => tag !== '')

/** `ID_` and a number, or `AltID_` and an alternate id, whose text after a second `_` is lost. */
export function requirementOf(text: string): string[] {
  if (/^ID_\d+$/.test(text)) return [text]
  const alternate = /^AltID_([^_]+)/.exec(text)
  return alternate ? [`AltID_${alternate[1]}`] : []
}

function recordsFrom({ name, failures, attachments, ...others }: OpenCase): ZephyrRecord[] {
  if (name === '') return []
  const rest = attachments.length > 0 ? { ...others, attachments } : others
  const cut = name.slice(0, longestName)
  // A failure without text is not read, nor is any <error> or <skipped>.
  const texts = failures.filter((text) => text !== '')
  if (texts.length === 0) return [{ name: cut, ...rest, status: 'PASS' }]
  return texts.map((attachment) => ({ name: cut, ...rest, status: 'FAIL', attachment }))
}
