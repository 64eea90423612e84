import type { NodeVersion } from '../harness/project.ts'
import { check, newest, oldest, scenarios } from './mocha.ts'

/** One runner version on one Node: how many rows of the truth table were checked, and what was recorded otherwise. */
export interface MatrixRow {
  runner: string
  node: NodeVersion
  rows: number
  wrong: string[]
  seconds: number
}

const nodes: NodeVersion[] = ['20', '22', '24', '26']
export const combinations = [oldest, '10.8.2', '11.8.0', newest]
  .flatMap((mocha) => nodes.map((node) => ({ mocha, node })))
  // Its yargs does not load there.
  .filter(({ mocha, node }) => !(mocha === oldest && node === '26'))

/** Every row of the truth tables with each supported version. */
export async function* matrix(chosen = combinations): AsyncGenerator<MatrixRow> {
  for (const { mocha, node } of chosen) {
    const started = performance.now()
    const wrong: string[] = []
    let rows = 0
    for (const scenario of scenarios()) {
      rows += scenario.rows.length
      wrong.push(...(await check(scenario, mocha, node)).map((line) => `${scenario.name}: ${line}`))
    }
    yield { runner: `Mocha ${mocha}`, node, rows, wrong, seconds: (performance.now() - started) / 1000 }
  }
}
