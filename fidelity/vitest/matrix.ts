import { type MatrixRow, matrixRow } from '../harness/matrix.ts'
import { check, scenarios, versions } from './vitest.ts'

export const combinations = Object.entries(versions).flatMap(([vitest, { nodes }]) =>
  nodes.map((node) => ({ vitest, node })),
)

/** Every row of the truth tables with each supported version. */
export async function* matrix(chosen = combinations): AsyncGenerator<MatrixRow> {
  for (const { vitest, node } of chosen)
    yield await matrixRow({
      runner: `Vitest ${vitest}`,
      node,
      scenarios: scenarios(vitest),
      check: (scenario) => check(scenario, vitest, node),
    })
}
