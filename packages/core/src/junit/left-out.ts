import { createColumn } from './columns.js'
import type { MergedCase } from './merged-writer.js'
import type { NameId, Names } from './names-of-files.js'
import { type Counts, count } from './write.js'

/**
 * Counts the tests that did not run, each once: not where one of its name ran (WebdriverIO writes the attempts before
 * the last as skipped), and not again where another file lists it too (two jobs that each run a part of a suite).
 */
export function createLeftOut() {
  /** For each name: how often it is counted, how often it stood in one file, and which file that was. */
  const counted = createColumn(4)
  const inFile = createColumn(4)
  const lastFile = createColumn(4)
  /** Each that is counted, unless a test of its name ran. */
  const entries = { id: createColumn(4), reason: createColumn(4), count: 0 }
  const reasons: string[] = []
  const numbers = new Map<string, number>()
  const cases: (MergedCase | undefined)[] = []
  const repeated = new Set<MergedCase>()
  let file = 1
  const numberOf = (reason: string) => {
    const number = numbers.get(reason) ?? reasons.push(reason) - 1
    numbers.set(reason, number)
    return number
  }
  return {
    add(id: NameId, reason: string, mergedCase: MergedCase | undefined) {
      const times = lastFile.get(id) === file ? inFile.get(id) + 1 : 1
      lastFile.set(id, file)
      inFile.set(id, times)
      if (times > counted.get(id)) {
        counted.set(id, times)
        if (mergedCase) cases[entries.count] = mergedCase
        entries.id.set(entries.count, id)
        entries.reason.set(entries.count++, numberOf(reason))
      } else if (mergedCase) repeated.add(mergedCase)
    },
    endFile() {
      file++
    },
    /** @returns the cases that do not count */
    count(counts: Counts, names: Names): Set<MergedCase> {
      for (let at = 0; at < entries.count; at++) {
        const reason = reasons[entries.reason.get(at)]
        const mergedCase = cases[at]
        if (!names.ran(entries.id.get(at))) count(counts, { outcome: 'notRun', reason }, 'omit')
        else if (mergedCase) repeated.add(mergedCase)
      }
      return repeated
    },
  }
}
