// `npm run test:matrix`: every row of every truth table with each runner's supported versions on each Node, and the tests of
// each runner with what `npm test` leaves out of them (ZEPHYR_TEST_MATRIX; see `often`).
// `node fidelity/matrix.mjs jest vitest`: these runners only; `--write` keeps what was measured for docs.mjs. Each `fidelity/<runner>/matrix.ts` exports an async
// generator `matrix()` of { runner, node, rows, wrong, seconds }.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runners as known } from '../packages/reporter-kit/src/runners.ts'

const started = Date.now()
const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('-'))
const runners = asked.length > 0 ? asked : known.map(({ name }) => name)
let [rows, wrong] = [0, 0]

console.log('runner | Node | truth rows recorded right | time')
for (const runner of runners) {
  const path = join(import.meta.dirname, runner, 'matrix.ts')
  if (!existsSync(path)) {
    console.log(`${runner} | no fidelity/${runner}/matrix.ts`)
    process.exitCode = 1
    continue
  }
  const { matrix } = await import(path)
  const seen = []
  for await (const row of matrix()) {
    seen.push({ runner: row.runner, node: row.node, rows: row.rows, wrong: row.wrong.length })
    keep(runner, seen)
    rows += row.rows
    wrong += row.wrong.length
    console.log(
      `${row.runner} | ${row.node} | ${row.wrong.length === 0 ? `all ${row.rows}` : `of ${row.rows}, ${row.wrong.length} differences`} | ${row.seconds.toFixed(0)} s`,
    )
    for (const line of row.wrong) console.log(`  ${line}`)
  }
}
for (const runner of runners) {
  const alone = ['-t', `^${runner}: `, 'fidelity/together', 'fidelity/harness']
  for (const tests of [[`fidelity/${runner}/`], alone]) {
    const { status } = spawnSync('vitest', ['run', '--project', 'fidelity', ...tests], {
      stdio: 'inherit',
      env: { ...process.env, ZEPHYR_TEST_MATRIX: 'true', BUILT_ALREADY: 'true' },
      shell: process.platform === 'win32',
    })
    if (status !== 0) process.exitCode = 1
  }
}
console.log(`${rows} rows, ${wrong} differences in ${((Date.now() - started) / 1000).toFixed(0)} s`)
if (wrong > 0 || rows === 0) process.exitCode = 1

/** At once, so that a run that is cut off keeps what it has measured; a row replaces the one of before. */
function keep(runner, seen) {
  if (!process.argv.includes('--write')) return
  const path = join(import.meta.dirname, 'measured.json')
  const measured = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
  const isSeen = (row) => seen.some((one) => one.runner === row.runner && one.node === row.node)
  const before = measured[runner] ?? []
  measured[runner] = [...seen, ...before.filter((row) => !isSeen(row))]
  writeFileSync(path, `${JSON.stringify(measured, undefined, 2)}\n`)
}
