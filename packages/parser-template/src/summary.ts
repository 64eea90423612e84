import type { ZephyrRecord } from './records.js'

/** Counts of what Zephyr would record from a file. */
export interface Summary {
  total: number
  passed: number
  failed: number
  /** Failed records as `package > name`, the first `most` of them. */
  firstFailed: string[]
}

/** Counts records as they come. */
export async function summarize(
  records: AsyncIterable<ZephyrRecord> | Iterable<ZephyrRecord>,
  { most = 10 }: { most?: number } = {},
): Promise<Summary> {
  const summary: Summary = { total: 0, passed: 0, failed: 0, firstFailed: [] }
  for await (const { status, packageName, name } of records) {
    summary.total++
    if (status === 'PASS') summary.passed++
    else {
      summary.failed++
      if (summary.firstFailed.length < most) summary.firstFailed.push(packageName ? `${packageName} > ${name}` : name)
    }
  }
  return summary
}

/** The folders that Zephyr makes of a package, outermost first: split at every `.`, or none without `createPackage`. */
export const foldersOf = (packageName: string, createPackage: boolean): string[] =>
  createPackage ? packageName.split('.').filter((folder) => folder !== '') : []
