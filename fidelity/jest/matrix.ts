import type { NodeVersion } from '../harness/project.ts'
import { check, newest, scenarios } from './jest.ts'

/** One runner version on one Node: how many rows of the truth table were checked, and what was recorded otherwise. */
export interface MatrixRow {
  runner: string
  node: NodeVersion
  rows: number
  wrong: string[]
  seconds: number
}

const nodes = ['20', '22', '24', '26'] as const

export const combinations = ['29.0.0', '29.7.0', newest].flatMap((jest) => nodes.map((node) => ({ jest, node })))

/** Every row of the truth table with each supported version. */
export async function* matrix(chosen = combinations): AsyncGenerator<MatrixRow> {
  for (const { jest, node } of chosen) {
    const started = performance.now()
    const wrong: string[] = []
    let rows = 0
    for (const scenario of scenarios(jest)) {
      rows += scenario.rows.length
      wrong.push(...(await check(scenario, jest, node)).map((line) => `${scenario.name}: ${line}`))
    }
    yield { runner: `Jest ${jest}`, node, rows, wrong, seconds: (performance.now() - started) / 1000 }
  }
}
