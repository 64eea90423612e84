import { writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { recordsOf, type ZephyrRecord } from '@zephyr-reporters/parser-template'
import { newest, project, type TruthRow } from './harness.ts'
import { suites } from './truth.ts'

// What Zephyr would record from the file of Playwright's own junit reporter, against the same truth: data for the
// documentation. `node own-junit.ts` prints it, `--write` keeps it beside this file.

interface Wrong {
  kind: string
  test: string
  due: TruthRow['status']
  /** What is recorded instead; none: the record is missing. */
  found: string
}

export async function ownJunit() {
  const wrong: Wrong[] = []
  /** Files that Zephyr would refuse as a whole; compared as if somebody had cleaned them. */
  const refused: string[] = []
  let rows = 0
  for (const [suite, truth] of Object.entries(suites)) {
    const { run, folder } = await project(suite, newest)
    await run(['test'], { env: { NODE_OPTIONS: '--max-old-space-size=200' } })
    rows += truth.length
    const file = await readFile(join(folder, 'own-junit.xml'), 'utf8')
    const readable = await Array.fromAsync(recordsOf(Buffer.from(file))).catch((error: unknown) => {
      refused.push(`${suite}: ${error instanceof Error ? error.message : error}`)
      return Array.fromAsync(recordsOf(Buffer.from(file.replace(forbidden, ''))))
    })
    wrong.push(...compare(readable, truth))
  }
  return { runner: 'playwright', writer: `Playwright ${newest} junit`, rows, refused, wrong }
}

const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF\uFFFD]/g

/** Names differ (`›` for `>`, no project, numbers of doubles missing), so rows are found by file and the bare name. */
function compare(records: readonly ZephyrRecord[], truth: readonly TruthRow[]): Wrong[] {
  const left = new Map<string, ZephyrRecord['status'][]>()
  for (const { packageName, name, status } of records) {
    const key = keyOf(
      packageName
        .replace(/\.(spec|test)\.ts$|\.ts$/, '')
        .split('/')
        .at(-1) ?? '',
      name,
    )
    left.set(key, [...(left.get(key) ?? []), status])
  }
  return truth.flatMap(({ kind, packageName, name, status }) => {
    const statuses = left.get(keyOf(packageName.split('.').at(-1) ?? '', name)) ?? []
    const [found] = status === 'omitted' ? statuses : statuses.splice(Math.max(0, statuses.indexOf(status)), 1)
    if (status === 'omitted') statuses.splice(0, 1)
    if ((found ?? 'omitted') === status) return []
    return [{ kind, test: name, due: status, found: found ?? 'no record' }]
  })
}

function keyOf(file: string, name: string): string {
  const bare = name
    .replaceAll(' › ', ' > ')
    .replace(/ \(\d+\)$/, '')
    .replace(/[\s\p{Cc}\uFFFE\uD800-\uDFFF]/gu, '')
  return `${file.replaceAll('.', '_')} ${bare.slice(0, 200)}`
}

if (process.argv[1] === import.meta.filename) {
  const result = await ownJunit()
  for (const { kind, test, due, found } of result.wrong)
    console.log(`${kind} | ${test.slice(0, 80)} | due ${due}, found ${found}`)
  for (const line of result.refused) console.log(`refused as a whole: ${line}`)
  console.log(`${result.writer}: ${result.rows - result.wrong.length} of ${result.rows} rows right`)
  if (process.argv.includes('--write'))
    writeFileSync(join(import.meta.dirname, 'own-junit.json'), `${JSON.stringify(result, undefined, 2)}\n`)
}
