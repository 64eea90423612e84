import { createNameCounter, type NameKey, nameKey } from './name-counter.js'
import { fitted, type NamingOptions, type NewName, type ScopedName, scopedName } from './naming.js'
import { type ReadCase, type ReadSuite, readJUnit } from './read.js'
import {
  type ChosenTest,
  type CoveredAttempts,
  chooseTests,
  coveredOf,
  isAmbiguous,
  numberedNames,
  type Occurrence,
  type SameName,
} from './same-name.js'
import { createSuiteComparison } from './same-results.js'

export interface NameOptions extends NamingOptions {
  /** Default `omit`. */
  skipped?: 'omit' | 'include'
  /** What test cases of one name are. Default `number`. */
  sameName?: SameName
}

/** Gives each test case of files that are no shards its name, in the order in which they are read. */
export interface Names {
  /** @returns nothing where another test case stands for it */
  next(test: ReadCase, key: NameKey, own: ScopedName): NewName | undefined
  /** Whether a test of this name ran. */
  ran(key: NameKey): boolean
}

/**
 * The names of one pass over the files, as if none stood there twice; and which of them do. Names are kept as numbers:
 * a million test cases take a few MB.
 */
export function createFirstNames({ skipped = 'omit' }: NameOptions) {
  const ran = createNameCounter()
  const notRun = createNameCounter()
  const repeated = new Set<NameKey>()
  const names: Names = {
    next({ outcome }, key, own) {
      const counter = outcome === 'notRun' ? notRun : ran
      const isNew = counter.add(key) === 1
      if (!isNew || (skipped === 'include' && ran.has(key) && notRun.has(key))) repeated.add(key)
      return fitted(own)
    },
    ran: (key) => ran.has(key),
  }
  return { ...names, notRun, repeated }
}

export type FirstNames = ReturnType<typeof createFirstNames>

/** The names where some stand for several test cases, and what a user has to know of them. */
export interface FinalNames extends Names {
  covered: CoveredAttempts[]
  /** Tests that nothing in the files distinguishes, as `package > name`. */
  ambiguous: string[]
  /** How many test cases are left out because another file holds an identical suite, and which files do. */
  copied: { cases: number; files: string[] }
}

/** Reads the files once more for what distinguishes test cases of one name. */
export async function finalNames(
  files: readonly string[],
  first: FirstNames,
  options: NameOptions,
): Promise<FinalNames> {
  const { groups, inCopies } = await occurrencesIn(files, first, options)
  const decided = new Map<number, NewName | undefined>()
  const covered: CoveredAttempts[] = []
  const ambiguous: string[] = []
  const copied = { cases: 0, files: new Set<string>() }
  for (const { own, all } of groups.values()) {
    for (const each of all) decided.set(each.index, undefined)
    const counted = all.filter((each) => !inCopies.has(each.suite))
    for (const each of all)
      if (inCopies.has(each.suite)) {
        copied.cases++
        copied.files.add(each.path)
      }
    const shown = shownName(own, options)
    const tests = chooseTests(counted, options.sameName ?? 'number', shown)
    const isTaken = (name: string) => {
      const key = nameKey(own.scope, name)
      return first.ran(key) || (options.skipped === 'include' && first.notRun.has(key))
    }
    const names = numberedNames(tests, own, isTaken)
    if (isAmbiguous(tests)) ambiguous.push(shown)
    tests.forEach((test, index) => {
      const name = names[index]
      if (name) decide(test, name, decided, covered)
    })
  }
  const seenNotRun = createNameCounter()
  let index = 0
  return {
    covered,
    ambiguous,
    copied: { cases: copied.cases, files: [...copied.files] },
    ran: first.ran,
    next({ outcome }, key, own) {
      const at = index++
      if (outcome !== 'notRun') return decided.has(at) ? decided.get(at) : fitted(own)
      // What did not run never takes the name of what did, nor stands there twice.
      return first.ran(key) || seenNotRun.add(key) > 1 ? undefined : fitted(own)
    },
  }
}

function decide(
  test: ChosenTest,
  name: NewName,
  decided: Map<number, NewName | undefined>,
  covered: CoveredAttempts[],
) {
  decided.set(test.chosen.index, name)
  const attempts = coveredOf(test, name)
  if (attempts) covered.push(attempts)
}

const shownName = ({ packageName, name }: ScopedName, { createPackage = true }: NamingOptions) =>
  createPackage && packageName !== '' ? `${packageName} > ${name}` : name

interface Group {
  own: ScopedName
  all: Occurrence[]
}

/** The test cases that ran and whose name stands there more than once, and the suites that repeat a suite of another file. */
async function occurrencesIn(files: readonly string[], first: FirstNames, options: NameOptions) {
  const groups = new Map<string, Group>()
  const retained = createTexts()
  const suites = createSuiteComparison()
  let index = 0
  for (const [file, path] of files.entries())
    await readJUnit(path, {
      onCase(test, suite) {
        const at = index++
        const number = suites.add(test, suite)
        const own = scopedName(test, options)
        if (test.outcome === 'notRun' || !first.repeated.has(nameKey(own.scope, own.name))) return
        const key = `${own.scope}\n${own.name}`
        let group = groups.get(key)
        if (!group) {
          group = {
            own: { packageName: retained(own.packageName), name: retained(own.name), scope: retained(own.scope) },
            all: [],
          }
          groups.set(retained(key), group)
        }
        const position = { index: at, file, path, suite: number, packageName: retained(own.packageName) }
        group.all.push(occurrence(test, suite, position, retained))
      },
      onSuiteEnd: (suite) => suites.end(suite, file),
    })
  return { groups, inCopies: suites.repeated }
}

type Position = Pick<Occurrence, 'index' | 'file' | 'path' | 'suite' | 'packageName'>

function occurrence(
  { outcome, tool, attributes }: ReadCase,
  suite: ReadSuite,
  position: Position,
  retained: (text: string) => string,
): Occurrence {
  return {
    ...position,
    suitePath: retained(suite.path),
    outcome,
    tool,
    testFile: retained(attributes.file || suite.file || fileProperty(suite) || ''),
    line: Number(attributes.line) || 0,
    timestamp: retained(attributes.timestamp || suite.attributes.timestamp || ''),
  }
}

/** WebdriverIO names the test file in a property of the suite. */
const fileProperty = ({ properties }: ReadSuite) => properties.find(({ name }) => name === 'file')?.value

/** Each text once, and as a copy: what a parser gives is a part of the piece of the file it stood in, which would stay in memory with it. */
function createTexts() {
  const texts = new Map<string, string>()
  return (text: string) => {
    let copy = texts.get(text)
    if (copy === undefined) {
      copy = Buffer.from(text, 'utf16le').toString('utf16le')
      texts.set(copy, copy)
    }
    return copy
  }
}
