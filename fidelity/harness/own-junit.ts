import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { recordsOf, type ZephyrRecord } from '@zephyr-reporters/parser-template'
import type { TruthRow } from './project.ts'

// What Zephyr would record from the JUnit files that a runner's users have today, against the same truth: data for the
// documentation. `node fidelity/<runner>/own-junit.ts` prints it, `--write` keeps it beside that file.

export interface Wrong {
  kind: string
  test: string
  due: TruthRow['status']
  /** What is recorded instead, or `no record`. */
  found: string
}

export interface OwnJunit {
  runner: string
  /** The writer with its version, as the documentation names it. */
  writer: string
  rows: number
  /** Files that Zephyr would refuse as a whole, or that are not there; compared as if somebody had cleaned them. */
  refused: string[]
  wrong: Wrong[]
}

const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF\uFFFD]/g

/** The records of a writer's file; what keeps Zephyr from reading it is added to `refused`. */
export async function readable(path: string, name: string, refused: string[]): Promise<ZephyrRecord[]> {
  if (!existsSync(path)) {
    refused.push(`${name}: no file`)
    return []
  }
  const file = readFileSync(path, 'utf8')
  return await Array.fromAsync(recordsOf(Buffer.from(file))).catch((error: unknown) => {
    refused.push(`${name}: ${error instanceof Error ? error.message : error}`)
    // What cannot even be cleaned (a file that ends midway) holds no record.
    return Array.fromAsync(recordsOf(Buffer.from(file.replace(forbidden, '')))).catch(() => [])
  })
}

/** Names a record, and a row of the truth, so that both have one key where they mean one test. */
export interface Keys {
  ofRecord(packageName: string, name: string): string
  ofRow(packageName: string, name: string): string
}

/** Rows that the records do not have with their status. */
export function compare(records: readonly ZephyrRecord[], truth: readonly TruthRow[], keys: Keys): Wrong[] {
  const left = new Map<string, ZephyrRecord['status'][]>()
  for (const { packageName, name, status } of records) {
    const key = keys.ofRecord(packageName, name)
    left.set(key, [...(left.get(key) ?? []), status])
  }
  return truth.flatMap(({ kind, packageName, name, status }) => {
    const statuses = left.get(keys.ofRow(packageName, name)) ?? []
    const index = status === 'omitted' ? 0 : Math.max(0, statuses.indexOf(status))
    const [found] = statuses.splice(index, 1)
    return (found ?? 'omitted') === status ? [] : [{ kind, test: name, due: status, found: found ?? 'no record' }]
  })
}

/** What jest-junit and Vitest's writer leave of a name. */
export function bare(name: string): string {
  return name
    .replace(/ \(\d+\)$/, '')
    .replace(/\u001B\[\d+m|\[\d+m/g, '')
    .replace(/^\(no title\)$/, '')
    .replace(/[\s>\p{Cc}\uFFFE\uFFFD\uD800-\uDFFF]/gu, '')
    .slice(0, 200)
}

/** Prints what was found, and with `--write` keeps it in `folder`. */
export function report(result: OwnJunit, folder: string) {
  for (const { kind, test, due, found } of result.wrong)
    console.log(`${kind} | ${test.slice(0, 80)} | due ${due}, found ${found}`)
  for (const line of result.refused) console.log(`refused as a whole: ${line}`)
  console.log(`${result.writer}: ${result.rows - result.wrong.length} of ${result.rows} rows right`)
  if (process.argv.includes('--write'))
    writeFileSync(join(folder, 'own-junit.json'), `${JSON.stringify(result, undefined, 2)}\n`)
}
