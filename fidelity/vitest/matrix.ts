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

/** Every row of the truth table with each supported version. */
export async function* matrix(): AsyncGenerator<MatrixRow> {
  for (const [vitest, { nodes }] of Object.entries(versions)) {
    for (const node of nodes) {
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
}
