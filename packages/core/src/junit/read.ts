import { ResultFileError, textOf } from '@zephyr-reporters/parser-template'
import { characterFilter } from './characters.js'
import { addUp, crashOf, finished, tally } from './finished-case.js'
import {
  addFailure,
  addLink,
  addUnknown,
  type ElementText,
  failureOf,
  isFailure,
  type OpenCase,
  type OpenSuite,
  openCase,
  openSuite,
  wordOf,
} from './open-elements.js'
import { type Tool, toolOf } from './origin.js'
import { meaningOf } from './outcome.js'
import { type OwnFile, readRootAttributes } from './own-file.js'
import { pairing, soleElement } from './pairing.js'
import type { ReadCase, ReadSuite } from './read-types.js'
import { type Attributes, createCountingXmlReader, createXmlReader, type XmlReader } from './xml.js'

/** What is called while a file is read. */
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

/** An element whose text is wanted. */
interface Collecting extends ElementText {
  depth: number
  use(collected: ElementText): void
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
