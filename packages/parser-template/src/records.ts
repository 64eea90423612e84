import { nameOf, type ResultInput, textOf } from './open.js'
import { readRequirement } from './requirement.js'
import { strictParser } from './strict-xml.js'

/** One test result as Zephyr records it. */
export interface ZephyrRecord {
  /** The test case's name, cut at 254 characters. */
  name: string
  /** `classname`; with `createPackage` Zephyr makes one folder of each segment between dots. */
  packageName: string
  status: 'PASS' | 'FAIL'
  /** The failure's text, which Zephyr attaches as a file. */
  attachment?: string
  /** Linked requirements: `ID_12`, `AltID_R1`. */
  requirements: string[]
  tags: string[]
  /** Paths of files, where it names any: attached if the machine that parses has them. */
  attachments?: string[]
  /** Why the server loses the whole upload for it: a requirement's id that is no number. */
  lost?: string
}

/** Zephyr cuts names of 255 characters and more to this many. */
export const longestName = 254

/**
 * What Zephyr's stock JUnit template records from a file: its path, its bytes, or a stream of them. The fixture
 * `vendor-reading` has what the vendor's own parser read from 191 files; where it says nothing, the rule is inferred from
 * those. Throws a {@link ResultFileError} where Zephyr refuses the whole file.
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
  depth: number
  name: string
  packageName: string
  /** Texts of all `<failure>` below it, each once. */
  failures: Set<string>
  requirements: string[]
  /** One entry for each `<tags>` below it: its tags joined by blanks. */
  tagLists: string[]
  attachments: string[]
}

/** An open element whose text is wanted, or which makes the elements below it count. */
interface OpenElement {
  name: string
  depth: number
  text: string
}

const collected = new Set(['failure', 'requirement', 'tag', 'attachment'])
const parents = new Set(['requirements', 'tags', 'attachments'])

/** As the vendor's parser does, every element counts for all test cases it stands in, at whatever depth. */
function stockParser(emit: (records: ZephyrRecord[], times: number) => void, name: string) {
  const parser = strictParser(name)
  const cases: OpenCase[] = []
  const elements: OpenElement[] = []
  let suites = 0
  let depth = 0
  const gather = (text: string) => {
    for (const element of elements) if (collected.has(element.name)) element.text += text
  }
  parser.on('text', gather)
  parser.on('cdata', gather)
  parser.on('opentag', ({ name, attributes }) => {
    depth++
    if (name === 'testsuite') suites++
    else if (name === 'testcase') cases.push(openCase(depth, attributes))
    else if (cases.length > 0 && (collected.has(name) || parents.has(name))) elements.push({ name, depth, text: '' })
  })
  parser.on('closetag', (tag) => {
    const closing = takeOpenAt(depth, elements)
    const done = takeOpenAt(depth, cases)
    depth--
    if (tag.name === 'testsuite') suites--
    if (closing?.name === 'tag') addTag(closing.text, elements)
    else if (closing) for (const each of cases) collect(each, closing, elements)
    if (done && suites > 0) emit(recordsFrom(done), suites)
  })
  return parser
}

/** The innermost open one where it stands at this depth; it is open no more. */
const takeOpenAt = <T extends { depth: number }>(depth: number, open: T[]): T | undefined =>
  open.at(-1)?.depth === depth ? open.pop() : undefined

const openCase = (depth: number, { name = '', classname = '' }: Record<string, string>): OpenCase => ({
  depth,
  name,
  packageName: classname,
  failures: new Set(),
  requirements: [],
  tagLists: [],
  attachments: [],
})

/** @param around the elements that the closing one stands in */
function collect(into: OpenCase, { name, text }: OpenElement, around: readonly OpenElement[]) {
  const isIn = (parent: string) => around.some((each) => each.name === parent && each.depth > into.depth)
  if (name === 'failure') into.failures.add(text)
  else if (name === 'tags') into.tagLists.push(text)
  else if (name === 'requirement' && isIn('requirements')) into.requirements.push(text)
  else if (name === 'attachment' && isIn('attachments') && text !== '') into.attachments.push(text)
}

/** Each list around a tag has it, joined to earlier ones by a blank. */
function addTag(text: string, around: readonly OpenElement[]) {
  for (const each of around) if (each.name === 'tags') each.text += each.text === '' ? text : ` ${text}`
}

/** The tags of a `<tags>` text, separated by white space. */
export const tagsOf = (text: string) => text.split(/\s+/).filter((tag) => tag !== '')

/** One record for each text of a failure, where a failure without text is a pass, and each list of tags. */
function recordsFrom({ name, packageName, failures, tagLists, ...open }: OpenCase): ZephyrRecord[] {
  if (name === '') return []
  const { linked, lost } = linkedOf(open.requirements)
  const texts = failures.size > 0 ? [...failures] : ['']
  const lists = tagLists.length > 0 ? tagLists : ['']
  return texts.flatMap((text) =>
    lists.map((tags): ZephyrRecord => {
      const expanded = (value: string) => expandedAgain(value, text, failures.size > 0)
      return {
        name: cutName(expanded(name)),
        packageName: expanded(packageName),
        requirements: linked,
        tags: tagsOf(tags),
        ...(open.attachments.length > 0 ? { attachments: open.attachments } : {}),
        ...(lost === undefined ? {} : { lost }),
        ...(text === '' ? { status: 'PASS' } : { status: 'FAIL', attachment: text }),
      }
    }),
  )
}

/** The requirements that Zephyr links; `lost` says why it would lose the whole upload. */
export function linkedOf(requirements: readonly string[]): { linked: string[]; lost?: string } {
  const read = requirements.map(readRequirement)
  const lost = read.find((each) => each.kind === 'loses the upload')
  return {
    linked: read.flatMap((each) => (each.kind === 'linked' ? [each.requirement] : [])),
    ...(lost ? { lost: lost.why } : {}),
  }
}

/** The plugin puts the failure's text into the template last, and so into names and packages that ask for it. */
const expandedAgain = (value: string, failure: string, exists: boolean) =>
  value.includes(failureVariable) || value.includes(existsVariable)
    ? value.replaceAll(failureVariable, () => failure).replaceAll(existsVariable, String(exists))
    : value

const variable = (inside: string) => `\${${inside}}`
const failureVariable = variable('testsuite.testcase.failure')
const existsVariable = variable('exists(testsuite.testcase.failure)')

/** Java writes a half of a surrogate pair as `?`. */
export const cutName = (name: string) =>
  name.length <= longestName ? name : name.slice(0, longestName).replace(/[\uD800-\uDBFF]$/, '?')
