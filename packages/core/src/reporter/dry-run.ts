import { statSync } from 'node:fs'
import type { Loaded } from '../config/load.js'
import { type Problem, problemsMessage } from '../config/problems.js'
import type { PackageRoot } from '../config/root.js'
import { type Plan, planDelivery, planLines } from '../delivery/plan.js'
import { sizeWarning } from '../delivery/size.js'
import { displayPath } from '../display.js'
import type { WrittenFile } from '../junit/write.js'
import type { Log } from '../log.js'
import type { Shard } from '../results/model.js'

/** A written file that a dry run describes. */
export interface DryRun {
  file: Pick<WrittenFile, 'path' | 'counts'>
  loaded: Loaded
  shard?: Shard
  /** From where packages count; files of other tools have none. */
  root?: PackageRoot
}

/** What a delivery would send, and what Zephyr would record from it. */
export interface Foreseen {
  plan: Plan
  /** What Zephyr would record, read back from the file itself; failures as `package > name`. */
  records: { passed: number; failed: string[] }
  /** `plan` and `records` as printed lines. */
  lines: string[]
}

/** What would be sent, and what Zephyr would record from it. */
export async function foresee(run: DryRun): Promise<Foreseen> {
  const { file, loaded, shard, root } = run
  const plan = planDelivery({ loaded, shard })
  const records = await recordsIn(run)
  return {
    plan,
    records: { passed: records.passed, failed: records.failed },
    lines: [
      `Dry run: nothing is sent. The file is ${displayPath(file.path)} (${size(statSync(file.path).size)}).`,
      ...(root ? [`Packages count from ${displayPath(root.folder)} (${root.from}).`] : []),
      ...planLines(plan),
      ...recordLines(records, run),
    ],
  }
}

interface Records {
  passed: number
  /** `package > name` of each. */
  failed: string[]
  /** Only where the server was measured to record them so. */
  notExecuted: number
  /** Why the server would lose the whole upload; `undefined` where it would not. */
  lost?: string
}

async function recordsIn({ file: { path, counts }, loaded: { measured, settings } }: DryRun): Promise<Records> {
  const { recordsOf } = await import('@zephyr-reporters/parser-template')
  const records: Records = { passed: 0, failed: [], notExecuted: 0 }
  for await (const { status, packageName, name, lost } of recordsOf(path)) {
    records.lost ??= lost
    if (status === 'PASS') records.passed++
    else records.failed.push(packageName === '' || !settings.createPackage ? name : `${packageName} > ${name}`)
  }
  if (measured?.rules.skipped === 'not executed' && settings.skipped === 'include')
    records.notExecuted = counts.notRun - Object.values(counts.omitted).reduce((sum, each) => sum + each, 0)
  // The file's `<skipped/>` is a pass for the stock template only.
  records.passed -= records.notExecuted
  return records
}

function recordLines({ passed, failed, notExecuted, lost }: Records, { file, loaded }: DryRun): string[] {
  const { flaky, omitted } = file.counts
  const { measured } = loaded
  const total = passed + failed.length + notExecuted
  const others = notExecuted > 0 ? `, ${notExecuted} not executed` : ''
  const left = Object.entries(omitted).map(([reason, count]) => `${count} ${reason}`)
  return [
    ...(lost === undefined ? [] : [`The server would lose the whole upload: ${lost}.`]),
    `Zephyr would record ${total} test ${total === 1 ? 'case' : 'cases'}: ${passed} passed${flaky ? ` (${flaky} flaky)` : ''}, ${failed.length} failed${others}.`,
    ...(measured
      ? [`By the rules of ${measured.server}, measured ${measured.measuredAt.slice(0, 10)} (zephyr.server.json).`]
      : []),
    ...(left.length > 0 ? [`Left out because they did not run: ${left.join(', ')}.`] : []),
    ...failed.slice(0, mostFailures).map((name) => `  FAIL ${name}`),
    ...(failed.length > mostFailures ? [`  … and ${failed.length - mostFailures} more`] : []),
  ]
}

/** Prints a dry run; wrong or missing options are printed with it and hide nothing. */
export async function printDryRun(run: DryRun, problems: readonly Problem[], log: Log): Promise<void> {
  const [head = '', ...rest] = (await foresee(run)).lines
  log.info(head)
  const warning = sizeWarning(run.file.path)
  if (warning) log.warn(warning)
  if (problems.length > 0) log.warn(problemsMessage(problems))
  log.info(rest.join('\n'))
}

/** Failed test cases that a dry run names. */
const mostFailures = 10

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
