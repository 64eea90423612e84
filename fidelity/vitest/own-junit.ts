import { existsSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { recordsOf, type ZephyrRecord } from '@zephyr-reporters/parser-template'
import type { TruthRow } from '../harness/project.ts'
import { args, newest, scenarios, vitestProject } from './vitest.ts'

// What Zephyr would record from the file of Vitest's own junit reporter, against the same truth: data for the
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
  /** Files that Zephyr would refuse as a whole, or that are not there; compared as if somebody had cleaned them. */
  const refused: string[] = []
  let rows = 0
  for (const { name, suite, args: more = [], rows: truth } of scenarios(newest)) {
    const { run, folder } = await vitestProject(suite)
    await run([...args, ...more, '--reporter=junit', '--outputFile.junit=junit.xml'])
    rows += truth.length
    const path = join(folder, 'junit.xml')
    if (!existsSync(path)) refused.push(`${name}: no file`)
    wrong.push(...compare(existsSync(path) ? await readable(path, name, refused) : [], truth))
  }
  return { runner: 'vitest', writer: `Vitest ${newest}'s junit`, rows, refused, wrong }
}

async function readable(path: string, name: string, refused: string[]): Promise<ZephyrRecord[]> {
  const file = await readFile(path, 'utf8')
  return await Array.fromAsync(recordsOf(Buffer.from(file))).catch((error: unknown) => {
    refused.push(`${name}: ${error instanceof Error ? error.message : error}`)
    // What cannot even be cleaned (a file that ends midway) holds no record.
    return Array.fromAsync(recordsOf(Buffer.from(file.replace(forbidden, '')))).catch(() => [])
  })
}

const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF\uFFFD]/g

/** Its classname is the file's path, so rows are found by file and bare name; a file's failure by the file. */
function compare(records: readonly ZephyrRecord[], truth: readonly TruthRow[]): Wrong[] {
  const left = new Map<string, ZephyrRecord['status'][]>()
  for (const { packageName, name, status } of records) {
    const file =
      packageName
        .split('/')
        .at(-1)
        ?.replace(/\.(test|spec)?\.?(m?js|ts)$/, '')
        .replaceAll('.', '_') ?? ''
    const title = bare(name) === bare(packageName) ? '[file]' : bare(name)
    const key = `${file} ${title}`
    left.set(key, [...(left.get(key) ?? []), status])
  }
  return truth.flatMap(({ kind, packageName, name, status }) => {
    const file = packageName.split('.').at(-1) ?? ''
    const statuses = left.get(`${file} ${/\[.*\]$/.test(name) ? '[file]' : bare(name)}`) ?? []
    const index = status === 'omitted' ? 0 : Math.max(0, statuses.indexOf(status))
    const [found] = statuses.splice(index, 1)
    if ((found ?? 'omitted') === status) return []
    return [{ kind, test: name, due: status, found: found ?? 'no record' }]
  })
}

/** What both writers leave of a name. */
function bare(name: string): string {
  return name
    .replace(/ \(\d+\)$/, '')
    .replace(/\u001B\[\d+m|\[\d+m/g, '')
    .replace(/^\(no title\)$/, '')
    .replace(/[\s>\p{Cc}\uFFFE\uFFFD\uD800-\uDFFF]/gu, '')
    .slice(0, 200)
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
