import type { NodeVersion } from '../harness/project.ts'
import { check, scenarios, versions } from './vitest.ts'

/** One runner version on one Node: how many rows of the truth table were checked, and what was recorded otherwise. */
export interface MatrixRow {
  runner: string
  node: NodeVersion
  rows: number
  wrong: string[]
  seconds: number
}

export const combinations = Object.entries(versions).flatMap(([vitest, { nodes }]) =>
  nodes.map((node) => ({ vitest, node })),
)

/** Every row of the truth tables with each supported version. */
export async function* matrix(chosen = combinations): AsyncGenerator<MatrixRow> {
  for (const { vitest, node } of chosen) {
    const started = performance.now()
    const wrong: string[] = []
    let rows = 0
    for (const scenario of scenarios(vitest)) {
      rows += scenario.rows.length
      wrong.push(...(await check(scenario, vitest, node)).map((line) => `${scenario.name}: ${line}`))
    }
    yield { runner: `Vitest ${vitest}`, node, rows, wrong, seconds: (performance.now() - started) / 1000 }
  }
}
