import { writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { recordsOf, type ZephyrRecord } from '@zephyr-reporters/parser-template'
import type { TruthRow } from '../harness/project.ts'
import { ciArgs, dryRun, jestProject, newest, scenarios } from './jest.ts'

// What Zephyr would record from jest-junit's file, against the same truth: data for the documentation.
// `node own-junit.ts` prints it, `--write` keeps it beside this file.

const junit = '17.0.0'

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
  for (const { name, suite, args = [], nodeOptions = '', rows: truth } of scenarios(newest)) {
    const { run, folder } = await jestProject(suite, newest, { 'jest-junit': junit })
    // One folder for a file's tests, and its name in full: the kindest setting for Zephyr.
    const env = {
      NODE_OPTIONS: `${dryRun.NODE_OPTIONS} ${nodeOptions}`,
      JEST_JUNIT_CLASSNAME: '{filepath}',
      JEST_JUNIT_TITLE: '{classname} > {title}',
      JEST_JUNIT_REPORT_TEST_SUITE_ERRORS: 'true',
    }
    await run([...ciArgs, ...args, '--reporters=jest-junit'], { env })
    rows += truth.length
    const file = await readFile(join(folder, 'junit.xml'), 'utf8')
    const readable = await Array.fromAsync(recordsOf(Buffer.from(file))).catch((error: unknown) => {
      refused.push(`${name}: ${error instanceof Error ? error.message : error}`)
      return Array.fromAsync(recordsOf(Buffer.from(file.replace(forbidden, ''))))
    })
    wrong.push(...compare(readable, truth))
  }
  return { runner: 'jest', writer: `jest-junit ${junit} with Jest ${newest}`, rows, refused, wrong }
}

const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF\uFFFD]/g

/** Names differ, so rows are found by file and bare name; a failure that stands for no test by its file. */
function compare(records: readonly ZephyrRecord[], truth: readonly TruthRow[]): Wrong[] {
  const left = new Map<string, ZephyrRecord['status'][]>()
  for (const { packageName, name, status } of records) {
    const ofFile = packageName === 'Test suite failed to run'
    const path = (ofFile ? name : packageName).replace(/(\.(spec|test))?\.(m?js|ts)$/, '').replaceAll('.', '_')
    const title = ofFile || name.includes('Test execution failure') ? '[file]' : bare(name)
    const key = `${path.split('/').slice(-2).join('/')} ${title}`
    left.set(key, [...(left.get(key) ?? []), status])
  }
  return truth.flatMap(({ kind, packageName, name, status }) => {
    const path = packageName.split('.').slice(-2).join('/')
    const statuses = left.get(`${path} ${/^\[.*\]$/.test(name) ? '[file]' : bare(name)}`) ?? []
    const index = status === 'omitted' ? 0 : Math.max(0, statuses.indexOf(status))
    const [found] = statuses.splice(index, 1)
    if ((found ?? 'omitted') === status) return []
    return [{ kind, test: name, due: status, found: found ?? 'no record' }]
  })
}

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
