import type { MergedCase } from '@zephyr-reporters/core'
import { foldersOf } from '@zephyr-reporters/parser-template'

/** A folder that Zephyr would make; a chain of folders with a single child each is one entry with several names. */
export interface Folder {
  names: string[]
  folders: Folder[]
  cases: MergedCase[]
  /** Counts of all test cases below the folder. */
  passed: number
  failed: number
  left: number
}

interface Open {
  folders: Map<string, Open>
  cases: MergedCase[]
}

/** The test cases in Zephyr's folders. */
export function treeOf(cases: readonly MergedCase[], createPackage: boolean): Folder {
  const root: Open = { folders: new Map(), cases: [] }
  for (const testCase of cases) {
    let folder = root
    for (const name of foldersOf(testCase.packageName, createPackage)) {
      const inner = folder.folders.get(name) ?? { folders: new Map(), cases: [] }
      folder.folders.set(name, inner)
      folder = inner
    }
    folder.cases.push(testCase)
  }
  return closed([], root)
}

function closed(first: string[], open: Open): Folder {
  const names = [...first]
  let { folders, cases } = open
  for (let [only] = folders; only && names.length > 0 && folders.size === 1 && cases.length === 0; [only] = folders) {
    names.push(only[0])
    ;({ folders, cases } = only[1])
  }
  const inner = [...folders].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, open]) => closed([name], open))
  const sum = (of: 'passed' | 'failed' | 'left', own: (testCase: MergedCase) => boolean) =>
    inner.reduce((total, folder) => total + folder[of], cases.filter(own).length)
  return {
    names,
    folders: inner,
    cases,
    passed: sum('passed', (testCase) => stateOf(testCase) === 'PASS'),
    failed: sum('failed', (testCase) => stateOf(testCase) === 'FAIL'),
    left: sum('left', (testCase) => stateOf(testCase) === '–'),
  }
}

/** What Zephyr would record; `–` where the test is left out. A test that did not run and is included is a pass there. */
export const stateOf = ({ outcome, omitted }: MergedCase) => (omitted ? '–' : outcome === 'failed' ? 'FAIL' : 'PASS')

/** Why the test case is recorded as it is, or left out. */
export function reasonsOf({ outcome, omitted, reason, flaky, mends }: MergedCase): string[] {
  const why = reason ?? 'did not run'
  return [
    ...(omitted ? [`left out: ${why}`] : outcome === 'notRun' ? [`did not run (${why}), recorded as passed`] : []),
    ...(flaky ? ['flaky'] : []),
    ...mends,
  ]
}

/** A folder's counts, as they stand behind its name. */
export const countsLine = ({ passed, failed, left }: Folder) =>
  [
    ...(passed > 0 ? [`${passed} passed`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(left > 0 ? [`${left} left out`] : []),
  ].join(', ')
