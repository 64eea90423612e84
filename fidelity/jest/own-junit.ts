import { join } from 'node:path'
import { bare, compare, type Keys, type OwnJunit, readable, report } from '../harness/own-junit.ts'
import { ciArgs, dryRun, jestProject, newest, scenarios } from './jest.ts'

const junit = '17.0.0'

/** What Zephyr would record from jest-junit's file. */
export async function ownJunit(): Promise<OwnJunit> {
  const result: OwnJunit = {
    runner: 'jest',
    writer: `jest-junit ${junit} with Jest ${newest}`,
    ...{ rows: 0, refused: [], wrong: [] },
  }
  for (const { name, suite, args = [], nodeOptions = '', rows } of scenarios(newest)) {
    const { run, folder } = await jestProject(suite, newest, { 'jest-junit': junit })
    // One folder for a file's tests, and its name in full: the kindest setting for Zephyr.
    const env = {
      NODE_OPTIONS: `${dryRun.NODE_OPTIONS} ${nodeOptions}`,
      JEST_JUNIT_CLASSNAME: '{filepath}',
      JEST_JUNIT_TITLE: '{classname} > {title}',
      JEST_JUNIT_REPORT_TEST_SUITE_ERRORS: 'true',
    }
    await run([...ciArgs, ...args, '--reporters=jest-junit'], { env })
    result.rows += rows.length
    result.wrong.push(...compare(await readable(join(folder, 'junit.xml'), name, result.refused), rows, keys))
  }
  return result
}

/** Names differ, so rows are found by file and bare name; a failure that stands for no test by its file. */
const keys: Keys = {
  ofRecord(packageName, name) {
    const isOfFile = packageName === 'Test suite failed to run'
    const path = (isOfFile ? name : packageName).replace(/(\.(spec|test))?\.(m?js|ts)$/, '').replaceAll('.', '_')
    const title = isOfFile || name.includes('Test execution failure') ? '[file]' : bare(name)
    return `${path.split('/').slice(-2).join('/')} ${title}`
  },
  ofRow: (packageName, name) =>
    `${packageName.split('.').slice(-2).join('/')} ${/^\[.*\]$/.test(name) ? '[file]' : bare(name)}`,
}

if (process.argv[1] === import.meta.filename) report(await ownJunit(), import.meta.dirname)
