import type { NodeVersion, TruthRow } from './project.ts'

export const nodes: readonly NodeVersion[] = ['20', '22', '24', '26']

/** One runner version on one Node: how many rows of the truth table were checked, and what was recorded otherwise. */
export interface MatrixRow {
  runner: string
  node: NodeVersion
  rows: number
  wrong: string[]
  seconds: number
}

interface Checked<S> {
  /** With its version, as the table names it. */
  runner: string
  node: NodeVersion
  scenarios: readonly S[]
  /** @returns what is recorded otherwise than the truth says, in words */
  check: (scenario: S) => Promise<string[]>
}

/** Checks every scenario with one runner version on one Node. */
export async function matrixRow<S extends { name: string; rows: readonly TruthRow[] }>({
  runner,
  node,
  scenarios,
  check,
}: Checked<S>): Promise<MatrixRow> {
  const started = performance.now()
  const wrong: string[] = []
  for (const scenario of scenarios) wrong.push(...(await check(scenario)).map((line) => `${scenario.name}: ${line}`))
  const rows = scenarios.reduce((sum, scenario) => sum + scenario.rows.length, 0)
  return { runner, node, rows, wrong, seconds: (performance.now() - started) / 1000 }
}
