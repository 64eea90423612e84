import { type NodeVersion, newest, oldest, project, type TruthRow } from './harness.ts'
import { modes, suites } from './truth.ts'

/** One runner version on one Node: how many rows of the truth table were checked, and what was recorded otherwise. */
export interface MatrixRow {
  runner: string
  node: NodeVersion
  rows: number
  wrong: string[]
  seconds: number
}

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
  suite: string
  args: string[]
  rows: readonly TruthRow[]
}

const scenarios: Scenario[] = [
  ...Object.entries(suites).map(([suite, rows]) => ({ suite, args: ['test'], rows })),
  ...Object.entries(modes).map(([mode, rows]) => ({ suite: 'modes', args: ['test', '-c', `${mode}.config.ts`], rows })),
]

/** Every row of the truth table with each supported version. */
export async function* matrix(chosen = combinations): AsyncGenerator<MatrixRow> {
  for (const { playwright, node } of chosen) {
    const started = performance.now()
    const wrong: string[] = []
    let rows = 0
    for (const scenario of scenarios) {
      rows += scenario.rows.length
      wrong.push(...(await check(scenario, playwright, node)))
    }
    const seconds = (performance.now() - started) / 1000
    yield { runner: `Playwright ${playwright}`, node, rows, wrong, seconds }
  }
}

async function check({ suite, args, rows }: Scenario, playwright: string, node: NodeVersion): Promise<string[]> {
  const name = [suite, ...args.slice(2)].join(' ')
  try {
    const { wrong } = await (await project(suite, playwright)).check(args, rows, { node })
    return wrong.map((line) => `${name}: ${line}`)
  } catch (error) {
    return [`${name}: no result file (${error instanceof Error ? error.message : error})`]
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
