import { statSync } from 'node:fs'
import { type Loaded, type Problem, problemsMessage } from './config/load.js'
import { planDelivery, planLines } from './delivery/plan.js'
import type { WrittenFile } from './junit/write.js'
import type { Log } from './log.js'
import type { Shard } from './results/model.js'
import { shown } from './shown.js'

export interface DryRun {
  file: WrittenFile
  loaded: Loaded
  /** What is wrong or missing: told, and the rest is shown all the same. */
  problems: readonly Problem[]
  shard?: Shard
  log: Log
}

/** Shows what would be sent, and what Zephyr would record from it, read back from the file itself. */
export async function tellDryRun({ file, loaded, problems, shard, log }: DryRun): Promise<void> {
  const { counts, path } = file
  log.info(`Dry run: nothing is sent. The file is ${shown(path)} (${size(statSync(path).size)}).`)
  if (problems.length > 0) log.warn(problemsMessage(problems))
  log.info(planLines(planDelivery({ loaded, shard })).join('\n'))

  const { recordsOf } = await import('@zephyr-reporters/parser-template')
  const failed: string[] = []
  let passed = 0
  for await (const { status, packageName, name } of recordsOf(path)) {
    if (status === 'PASS') passed++
    else failed.push(`${packageName} > ${name}`)
  }
  const left = Object.entries(counts.omitted).map(([reason, count]) => `${count} ${reason}`)
  log.info(
    [
      `Zephyr would record ${passed + failed.length} test cases: ${passed} passed${counts.flaky ? ` (${counts.flaky} flaky)` : ''}, ${failed.length} failed.`,
      ...(left.length > 0 ? [`Left out because they did not run: ${left.join(', ')}.`] : []),
      ...failed.slice(0, most).map((name) => `  FAIL ${name}`),
      ...(failed.length > most ? [`  … and ${failed.length - most} more`] : []),
    ].join('\n'),
  )
}

const most = 10

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
