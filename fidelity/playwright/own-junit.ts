import { join } from 'node:path'
import { compare, type Keys, type OwnJunit, readable, report } from '../harness/own-junit.ts'
import { newest, project } from './harness.ts'
import { suites } from './truth.ts'

/** What Zephyr would record from the file of Playwright's own junit reporter. */
export async function ownJunit(): Promise<OwnJunit> {
  const result: OwnJunit = {
    runner: 'playwright',
    writer: `Playwright ${newest} junit`,
    ...{ rows: 0, refused: [], wrong: [] },
  }
  for (const [suite, rows] of Object.entries(suites)) {
    const { run, folder } = await project(suite, newest)
    await run(['test'], { env: { NODE_OPTIONS: '--max-old-space-size=200' } })
    result.rows += rows.length
    result.wrong.push(...compare(await readable(join(folder, 'own-junit.xml'), suite, result.refused), rows, keys))
  }
  return result
}

/** Names differ (`›` for `>`, no project, no number at a repeated name), so rows are found by file and the bare name. */
const keys: Keys = {
  ofRecord(packageName, name) {
    const path = packageName.replace(/\.(spec|test)\.ts$|\.ts$/, '')
    return keyOf(path.split('/').at(-1) ?? '', name)
  },
  ofRow: (packageName, name) => keyOf(packageName.split('.').at(-1) ?? '', name),
}

function keyOf(file: string, name: string): string {
  const bareName = name
    .replaceAll(' › ', ' > ')
    .replace(/ \(\d+\)$/, '')
    .replace(/[\s\p{Cc}\uFFFE\uD800-\uDFFF]/gu, '')
  return `${file.replaceAll('.', '_')} ${bareName.slice(0, 200)}`
}

if (process.argv[1] === import.meta.filename) report(await ownJunit(), import.meta.dirname)
