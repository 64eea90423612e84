import { runners as descriptors } from '../../../../packages/reporter-kit/src/runners.ts'
import { round } from '../measure.mjs'
import { peers } from '../runners.mjs'
import { installAlone, sizeOf } from '../stage.mjs'

/** What a project gets that adds a reporter: packages and megabytes, without the runner. */
export async function install() {
  const rows = [...descriptors.map(({ reporter }) => [reporter]), ...Object.entries(peers)].map(([name, version]) => {
    const { packages, bytes } = sizeOf(installAlone(name, version))
    return { reporter: name, version: version ?? 'this repository', packages, MB: round(bytes / 1e6, 2) }
  })
  const worst = rows.filter(({ reporter }) => reporter.startsWith('@zephyr'))
  return {
    title: 'Production install of a reporter, without the runner',
    rows,
    targets: [
      { what: 'packages', value: Math.max(...worst.map(({ packages }) => packages)), most: 12 },
      { what: 'MB', value: Math.max(...worst.map(({ MB }) => MB)), most: 3 },
    ],
    chart: { unit: 'MB', bars: rows.map(({ reporter, MB }) => [reporter, MB]) },
  }
}
