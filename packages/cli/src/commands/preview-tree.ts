import type { MergedCase } from '@zephyr-reporters/core'
import { foldersOf } from '@zephyr-reporters/parser-template'

/** A folder as Zephyr would make it; one that holds nothing but another is told together with it. */
export interface Folder {
  names: string[]
  folders: Folder[]
  fates: MergedCase[]
  /** Of all that is below it. */
  passed: number
  failed: number
  left: number
}

interface Open {
  folders: Map<string, Open>
  fates: MergedCase[]
}

export function treeOf(fates: readonly MergedCase[], createPackage: boolean): Folder {
  const root: Open = { folders: new Map(), fates: [] }
  for (const fate of fates) {
    let folder = root
    for (const name of foldersOf(fate.packageName, createPackage)) {
      const inner = folder.folders.get(name) ?? { folders: new Map(), fates: [] }
      folder.folders.set(name, inner)
      folder = inner
    }
    folder.fates.push(fate)
  }
  return closed([], root)
}

function closed(first: string[], open: Open): Folder {
  const names = [...first]
  let { folders, fates } = open
  for (let [only] = folders; only && names.length > 0 && folders.size === 1 && fates.length === 0; [only] = folders) {
    names.push(only[0])
    ;({ folders, fates } = only[1])
  }
  const inner = [...folders].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, open]) => closed([name], open))
  const sum = (of: 'passed' | 'failed' | 'left', own: (fate: MergedCase) => boolean) =>
    inner.reduce((total, folder) => total + folder[of], fates.filter(own).length)
  return {
    names,
    folders: inner,
    fates,
    passed: sum('passed', (fate) => stateOf(fate) === 'PASS'),
    failed: sum('failed', (fate) => stateOf(fate) === 'FAIL'),
    left: sum('left', (fate) => stateOf(fate) === '–'),
  }
}

/** What Zephyr would record; `–` where the test is left out. A test that did not run and is included is a pass there. */
export const stateOf = ({ outcome, omitted }: MergedCase) => (omitted ? '–' : outcome === 'failed' ? 'FAIL' : 'PASS')

/** Why it is recorded so, or left out. */
export function reasonsOf({ outcome, omitted, reason, flaky, mends }: MergedCase): string[] {
  const why = reason ?? 'did not run'
  return [
    ...(omitted ? [`left out: ${why}`] : outcome === 'notRun' ? [`did not run (${why}), recorded as passed`] : []),
    ...(flaky ? ['flaky'] : []),
    ...mends,
  ]
}

export const countsLine = ({ passed, failed, left }: Folder) =>
  [
    ...(passed > 0 ? [`${passed} passed`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(left > 0 ? [`${left} left out`] : []),
  ].join(', ')
