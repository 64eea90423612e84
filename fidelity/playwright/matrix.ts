import { type MatrixRow, matrixRow } from '../harness/matrix.ts'
import { type NodeVersion, newest, oldest, project, type TruthRow } from './harness.ts'
import { modes, suites } from './truth.ts'

/**
 * Playwright 1.44 hangs on Node 24 and later while it loads a TypeScript configuration, before any reporter is there.
 */
export const combinations: readonly { playwright: string; node: NodeVersion }[] = [
  { playwright: oldest, node: '20' },
  { playwright: oldest, node: '22' },
  { playwright: newest, node: '20' },
  { playwright: newest, node: '22' },
  { playwright: newest, node: '24' },
  { playwright: newest, node: '26' },
]

interface Scenario {
  name: string
  suite: string
  args: string[]
  rows: readonly TruthRow[]
}

const scenarios: Scenario[] = [
  ...Object.entries(suites).map(([suite, rows]) => ({ name: suite, suite, args: ['test'], rows })),
  ...Object.entries(modes).map(([mode, rows]) => ({
    name: `modes ${mode}.config.ts`,
    suite: 'modes',
    args: ['test', '-c', `${mode}.config.ts`],
    rows,
  })),
]

/** Every row of the truth table with each supported version. */
export async function* matrix(chosen = combinations): AsyncGenerator<MatrixRow> {
  for (const { playwright, node } of chosen)
    yield await matrixRow({
      runner: `Playwright ${playwright}`,
      node,
      scenarios,
      check: (scenario) => check(scenario, playwright, node),
    })
}

async function check({ suite, args, rows }: Scenario, playwright: string, node: NodeVersion): Promise<string[]> {
  try {
    return (await (await project(suite, playwright)).check(args, rows, { node })).wrong
  } catch (error) {
    return [`no result file (${error instanceof Error ? error.message : error})`]
  }
}

if (process.argv[1] === import.meta.filename) {
  // `node matrix.ts 24 26`: on these only.
  const nodes = process.argv.slice(2)
  const chosen = combinations.filter(({ node }) => nodes.length === 0 || nodes.includes(node))
  for await (const { runner, node, rows, wrong, seconds } of matrix(chosen)) {
    console.log(`${runner} | Node ${node} | ${rows - wrong.length} of ${rows} rows | ${seconds.toFixed(0)} s`)
    for (const line of wrong) console.log(`  ${line}`)
    if (wrong.length > 0) process.exitCode = 1
  }
}
