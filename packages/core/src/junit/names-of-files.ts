import { fitName } from '../results/names.js'
import { createColumn } from './columns.js'
import { createHashTable, hashOfName } from './name-table.js'
import { fitted, type NamingOptions, type NewName, type ScopedName } from './naming.js'
import { createOccurrences } from './occurrence.js'
import type { ReadCase, ReadSuite } from './read-types.js'
import {
  type ChosenTest,
  type CoveredAttempts,
  chooseTests,
  coversOf,
  isAmbiguous,
  numberedName,
  numbersOf,
  type SameName,
} from './same-name.js'
import { createTexts } from './texts.js'

/** How test cases of files get their names. */
export interface NameOptions extends NamingOptions {
  /** Default `omit`. */
  skipped?: 'omit' | 'include'
  /** What test cases of one name are. Default `number`. */
  sameName?: SameName
}

/** Gives each test case of files that are no shards its name, in the order in which they are read. */
export interface Names {
  beginFile?(path: string): void
  endSuite?(suite: ReadSuite): void
  /** @returns nothing where another test case stands for it */
  next(test: ReadCase, suite: ReadSuite, own: ScopedName): NewName | undefined
  /** What stands for a test case's name in its scope. */
  idOf(own: ScopedName): NameId
  /** Whether a test of this name ran. */
  ran(name: NameId): boolean
}

/** Names are numbered in the order in which they come. */
export type NameId = number

/** The names where some stand for several test cases, and what a user has to know of them. */
export interface FinalNames extends Names {
  covered: CoveredAttempts[]
  /** Tests that nothing in the files distinguishes, as `package > name`. */
  ambiguous: string[]
  /** How many test cases are left out because another file holds an identical suite, and which files do. */
  copied: { cases: number; files: string[] }
}

/**
 * The names of one pass over the files, as if none stood there twice; and what it takes to name them all where some do,
 * without reading them for it once more. Names are kept as numbers: a million test cases take some 20 MB.
 */
export function createFirstNames(options: NameOptions) {
  const { skipped = 'omit', sameName } = options
  const known = createKnownNames()
  const occurrences = createOccurrences(sameName === 'last')
  let index = 0
  let isUnique = true
  const names: Names = {
    beginFile: occurrences.beginFile,
    endSuite: occurrences.endSuite,
    idOf: known.idOf,
    ran: known.ran,
    next(test, suite, own) {
      const hash = hashOfName(own.scope, own.name)
      const id = known.numberOf(hash)
      occurrences.add(index, test, hash, suite)
      if (test.outcome === 'notRun') {
        if (skipped === 'include' && (known.isNotRun(id) || known.ran(id))) isUnique = false
        known.addNotRun(id)
      } else if (known.addRun(id, index, own) || (skipped === 'include' && known.isNotRun(id))) isUnique = false
      index++
      return fitted(own)
    },
  }
  return {
    ...names,
    /** Whether the names are right as they are. */
    isUnique: () => isUnique,
    final: () => finalNames(known, occurrences, options),
  }
}

/** Stands in the place of an index where no test case of a name ran. */
const neverRan = 0xffffffff

type KnownNames = ReturnType<typeof createKnownNames>

/** Every name, and where it stands for several test cases that ran, which these are. */
function createKnownNames() {
  const table = createHashTable()
  const texts = createTexts()
  /**
   * Of each name the last test case that ran, plus 1. 0 where its index is the name's id: so it is as long as each test
   * case ran and has a name of its own, and then the column takes no memory.
   */
  const latest = createColumn(4)
  /** For each of them the one before it, plus 1; 0 for the first. */
  const before = createColumn(4)
  const notRun = createColumn(1)
  /** Names of several test cases: their parts, and the name's id. */
  const repeated = { id: createColumn(4), packageName: createColumn(4), name: createColumn(4), scope: createColumn(4) }
  let count = 0
  let known = 0
  const isNew = (id: NameId) => {
    if (id !== known) return false
    known++
    return true
  }
  const noteNotRun = (id: NameId) => {
    if (isNew(id)) latest.set(id, neverRan)
    return id
  }
  /** @returns its index plus 1; 0 where none ran */
  const latestOf = (id: NameId) => {
    const index = latest.get(id)
    return index === 0 ? id + 1 : index === neverRan ? 0 : index
  }
  return {
    idOf: ({ scope, name }: ScopedName): NameId => noteNotRun(table.numberOf(hashOfName(scope, name))),
    numberOf: table.numberOf,
    ran: (id: NameId) => latestOf(id) > 0,
    isNotRun: (id: NameId) => notRun.get(id) > 0,
    addNotRun: (id: NameId) => notRun.set(noteNotRun(id), 1),
    /** @returns whether another test case has the name */
    addRun(id: NameId, index: number, { packageName, name, scope }: ScopedName): boolean {
      const other = isNew(id) ? 0 : latestOf(id)
      if (other > 0 || id !== index) latest.set(id, index + 1)
      if (other === 0) return false
      before.set(index, other)
      if (before.get(other - 1) > 0) return true
      repeated.id.set(count, id)
      repeated.packageName.set(count, texts.numberOf(packageName))
      repeated.name.set(count, texts.numberOf(name))
      repeated.scope.set(count++, texts.numberOf(scope))
      return true
    },
    /** @returns whether a test case of the name is in the merged file whatever becomes of those of other names */
    isTaken(hash: ReturnType<typeof hashOfName>, withNotRun: boolean): boolean {
      const id = table.find(hash)
      return id >= 0 && (latestOf(id) > 0 || (withNotRun && notRun.get(id) > 0))
    },
    /** Each name of several test cases, and their indexes in the order in which they were read. */
    *repeated(): Generator<{ own: ScopedName; indexes: number[] }> {
      for (let at = 0; at < count; at++) {
        const indexes: number[] = []
        for (let next = latestOf(repeated.id.get(at)); next > 0; next = before.get(next - 1)) indexes.push(next - 1)
        const own = {
          packageName: texts.get(repeated.packageName.get(at)),
          name: texts.get(repeated.name.get(at)),
          scope: texts.get(repeated.scope.get(at)),
        }
        yield { own, indexes: indexes.reverse() }
      }
    },
  }
}

function finalNames(
  known: KnownNames,
  occurrences: ReturnType<typeof createOccurrences>,
  options: NameOptions,
): FinalNames {
  const { skipped = 'omit', sameName = 'number' } = options
  const decisions = createDecisions()
  const covered: CoveredAttempts[] = []
  const ambiguous: string[] = []
  const copied = { cases: 0, files: new Set<string>() }
  const inCopies = occurrences.repeatedSuites()
  for (const { own, indexes } of known.repeated()) {
    const all = indexes.map(occurrences.get)
    for (const each of all) decisions.leaveOut(each.index)
    const counted = all.filter((each) => !inCopies.has(each.suite))
    copied.cases += all.length - counted.length
    for (const each of all) if (inCopies.has(each.suite)) copied.files.add(each.path)
    const shown = shownName(own, options)
    const tests = chooseTests(counted, sameName, shown)
    const numbers = numbersOf(tests, (number) =>
      known.isTaken(hashOfName(own.scope, numberedName(own.name, number)), skipped === 'include'),
    )
    if (isAmbiguous(tests)) ambiguous.push(shown)
    tests.forEach((test, at) => {
      const number = numbers[at] ?? 1
      const covers = coversOf(test)
      decisions.keep(test, number, covers)
      if (covers && covers.failed > 0) covered.push(coveredOf(test, own, { number, red: covers.failed }))
    })
  }
  const seenNotRun = createColumn(1)
  let index = 0
  return {
    covered,
    ambiguous,
    copied: { cases: copied.cases, files: [...copied.files] },
    idOf: known.idOf,
    ran: known.ran,
    next({ outcome }, _suite, own) {
      const at = index++
      if (outcome !== 'notRun') return decisions.nameOf(at, own)
      // What did not run never takes the name of what did, nor stands there twice.
      const id = known.idOf(own)
      if (known.ran(id) || seenNotRun.get(id) > 0) return undefined
      seenNotRun.set(id, 1)
      return fitted(own)
    },
  }
}

/** What becomes of test cases of one name, by their index; of any other nothing is kept. */
function createDecisions() {
  /** 1 for a test case that is left out; else its number plus 1. */
  const decided = createColumn(4)
  /** 1 where it stands for other attempts, 2 where one of them failed. */
  const covering = createColumn(1)
  return {
    leaveOut: (index: number) => decided.set(index, 1),
    keep({ chosen }: ChosenTest, number: number, covers: { failed: number } | undefined) {
      decided.set(chosen.index, number + 1)
      if (covers) covering.set(chosen.index, covers.failed > 0 ? 2 : 1)
    },
    nameOf(index: number, own: ScopedName): NewName | undefined {
      const decision = decided.get(index)
      if (decision === 0) return fitted(own)
      if (decision === 1) return undefined
      const covers = covering.get(index)
      return {
        packageName: own.packageName,
        name: fitName(numberedName(own.name, decision - 1)),
        ...(decision > 2 ? { numbered: true } : {}),
        ...(covers > 0 ? { covers: { failed: covers === 2 } } : {}),
      }
    },
  }
}

function coveredOf(
  { chosen, attempts }: ChosenTest,
  { packageName, name }: ScopedName,
  { number, red }: { number: number; red: number },
): CoveredAttempts {
  return {
    packageName,
    name: fitName(numberedName(name, number)),
    red,
    attempts: attempts.length,
    counted: chosen.outcome,
  }
}

const shownName = ({ packageName, name }: ScopedName, { createPackage = true }: NamingOptions) =>
  createPackage && packageName !== '' ? `${packageName} > ${name}` : name
