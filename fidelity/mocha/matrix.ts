import { type MatrixRow, matrixRow, nodes } from '../harness/matrix.ts'
import { check, newest, oldest, scenarios } from './mocha.ts'

export const combinations = [oldest, '10.8.2', '11.8.0', newest]
  .flatMap((mocha) => nodes.map((node) => ({ mocha, node })))
  // Its yargs does not load there.
  .filter(({ mocha, node }) => !(mocha === oldest && node === '26'))

/** Every row of the truth tables with each supported version. */
export async function* matrix(chosen = combinations): AsyncGenerator<MatrixRow> {
  for (const { mocha, node } of chosen)
    yield await matrixRow({
      runner: `Mocha ${mocha}`,
      node,
      scenarios: scenarios(),
      check: (scenario) => check(scenario, mocha, node),
    })
}
