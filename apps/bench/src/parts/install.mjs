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
  const { parts } = sizeOf(installAlone('@zephyr-reporters/jest'))
  const worst = rows.filter(({ reporter }) => reporter.startsWith('@zephyr'))
  return {
    title: 'Production install of a reporter, without the runner',
    rows,
    targets: [
      { what: 'packages', value: Math.max(...worst.map(({ packages }) => packages)), most: 12 },
      { what: 'MB', value: Math.max(...worst.map(({ MB }) => MB)), most: 3 },
    ],
    note: `Of the Jest reporter: ${parts.map(({ name, bytes }) => `${name} ${round(bytes / 1e6, 2)} MB`).join(', ')}. undici and ofetch are wanted by the contract (proxies, retries), and ofetch brings node-fetch-native: what is ours alone cannot reach the target ([0005](../../../docs/decisions/0005-xml.md)).`,
    chart: { unit: 'MB', bars: rows.map(({ reporter, MB }) => [reporter, MB]) },
  }
}
