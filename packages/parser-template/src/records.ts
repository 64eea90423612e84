import { createReadStream } from 'node:fs'
import { SaxesParser } from 'saxes'

/** One test result as Zephyr's stock JUnit template records it. */
export interface ZephyrRecord {
  /** The test case's name, cut at 254 characters. */
  name: string
  /** `classname`; with `createPackage` one folder per segment between dots. */
  packageName: string
  status: 'PASS' | 'FAIL'
  /** The failure's text, which Zephyr attaches as a file. */
  attachment?: string
  requirements: string[]
  tags: string[]
}

/** Why Zephyr refuses a whole file; `line` and `column` count from 1. */
export class ResultFileError extends Error {
  override readonly name = 'ResultFileError'
  readonly line?: number
  readonly column?: number
  constructor(message: string, position: { line?: number; column?: number } = {}) {
    super(message)
    this.line = position.line
    this.column = position.column
  }
}

/** What Zephyr's stock JUnit template records from a file (its path), or from the file's text itself. */
export async function* recordsOf(input: string | Buffer): AsyncGenerator<ZephyrRecord> {
  const chunks =
    typeof input === 'string' && !input.trimStart().startsWith('<') ? createReadStream(input, 'utf8') : [String(input)]
  const parser = new SaxesParser()
  let ready: ZephyrRecord[] = []
  let current: Open | undefined
  let depth = 0
  let collecting: { name: string; text: string } | undefined
  parser.on('error', (error) => {
    throw new ResultFileError(error.message, { line: parser.line, column: parser.column })
  })
  parser.on('opentag', ({ name, attributes }) => {
    if (name === 'testsuite') depth++
    if (name === 'testcase') {
      const { name: title = '', classname = '' } = attributes
      current = { name: title, packageName: classname, failures: [], requirements: [], tags: [] }
    }
    if (['failure', 'requirement', 'tag'].includes(name)) collecting = { name, text: '' }
  })
  const gather = (text: string) => {
    if (collecting) collecting.text += text
  }
  parser.on('text', gather)
  parser.on('cdata', gather)
  parser.on('closetag', ({ name }) => {
    if (name === 'testsuite') depth--
    if (current && collecting && collecting.name === name) {
      if (name === 'failure') current.failures.push(collecting.text)
      else if (name === 'requirement') current.requirements.push(collecting.text.trim())
      else current.tags.push(...collecting.text.split(/\s+/).filter(Boolean))
      collecting = undefined
    }
    if (name === 'testcase' && current) {
      const records = toRecords(current)
      // A suite inside a suite brings its records once more for each level.
      for (let level = 0; level < Math.max(1, depth); level++) ready.push(...records)
      current = undefined
    }
  })
  for await (const chunk of chunks) {
    parser.write(String(chunk))
    yield* ready
    ready = []
  }
  parser.close()
  yield* ready
}

interface Open {
  name: string
  packageName: string
  failures: string[]
  requirements: string[]
  tags: string[]
}

function toRecords({ name, failures, ...rest }: Open): ZephyrRecord[] {
  if (name === '') return []
  const cut = name.length > 254 ? name.slice(0, 254) : name
  const texts = failures.filter((text) => text !== '')
  if (texts.length === 0) return [{ name: cut, ...rest, status: 'PASS' }]
  return texts.map((attachment) => ({ name: cut, ...rest, status: 'FAIL', attachment }))
}
