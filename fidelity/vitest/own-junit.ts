import { join } from 'node:path'
import { bare, compare, type Keys, type OwnJunit, readable, report } from '../harness/own-junit.ts'
import { args, newest, scenarios, vitestProject } from './vitest.ts'

/** What Zephyr would record from the file of Vitest's own junit reporter. */
export async function ownJunit(): Promise<OwnJunit> {
  const result: OwnJunit = {
    runner: 'vitest',
    writer: `Vitest ${newest}'s junit`,
    ...{ rows: 0, refused: [], wrong: [] },
  }
  for (const { name, suite, args: more = [], rows } of scenarios(newest)) {
    const { run, folder } = await vitestProject(suite)
    await run([...args, ...more, '--reporter=junit', '--outputFile.junit=junit.xml'])
    result.rows += rows.length
    result.wrong.push(...compare(await readable(join(folder, 'junit.xml'), name, result.refused), rows, keys))
  }
  return result
}

/** Its classname is the file's path, so rows are found by file and bare name; a file's failure by the file. */
const keys: Keys = {
  ofRecord(packageName, name) {
    const file = packageName.split('/').at(-1) ?? ''
    const title = bare(name) === bare(packageName) ? '[file]' : bare(name)
    return `${file.replace(/\.(test|spec)?\.?(m?js|ts)$/, '').replaceAll('.', '_')} ${title}`
  },
  ofRow: (packageName, name) =>
    `${packageName.split('.').at(-1) ?? ''} ${/\[.*\]$/.test(name) ? '[file]' : bare(name)}`,
}

if (process.argv[1] === import.meta.filename) report(await ownJunit(), import.meta.dirname)
