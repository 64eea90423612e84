import { type MatrixRow, matrixRow, nodes } from '../harness/matrix.ts'
import { check, newest, scenarios } from './jest.ts'

export const combinations = ['29.0.0', '29.7.0', newest].flatMap((jest) => nodes.map((node) => ({ jest, node })))

/** Every row of the truth table with each supported version. */
export async function* matrix(chosen = combinations): AsyncGenerator<MatrixRow> {
  for (const { jest, node } of chosen)
    yield await matrixRow({
      runner: `Jest ${jest}`,
      node,
      scenarios: scenarios(jest),
      check: (scenario) => check(scenario, jest, node),
    })
}
