import type { ListedJob } from '@zephyr-reporters/core'
import { comparable, decodeEntities } from '@zephyr-reporters/core/internal'
import { type Action, type Context, clientOf, contextOf } from '../command.js'
import { print, printJson } from '../output.js'
import { table } from '../table.js'
import { idsOf, jobsOf, nameOf } from './find-job.js'

/** Lists the jobs of the project and release, and marks the one that a delivery would update. */
export const list: Action = async (invocation) => {
  const context = await contextOf(invocation)
  const jobs = (await jobsOf(context)).sort((a, b) => a.id - b.id)
  if (context.json) printJson(jobs)
  else print(jobs.length === 0 ? 'No automation jobs in this project and release.' : jobsTable(jobs, context))
  return 0
}

function jobsTable(jobs: readonly ListedJob[], context: Context): string {
  const namesakes = byName(jobs)
  const rows = jobs.map((job) => {
    const { id, status, cycleStartDate, cycleEndDate, attachmentName } = job
    const cycle = [cycleStartDate, cycleEndDate].flatMap((date) => day(date) ?? []).join(' – ')
    const note = noteOn(job, namesakes.get(nameOf(job)) ?? [], context)
    return [String(id), nameOf(job), status ?? 'never run', cycle, attachmentName ?? '', note]
  })
  const head = ['job id', 'name', 'latest run', 'cycle', 'file', 'note']
  const hasNotes = rows.some((row) => row.at(-1) !== '')
  return table(hasNotes ? head : head.slice(0, -1), rows)
}

function byName(jobs: readonly ListedJob[]): Map<string, ListedJob[]> {
  const found = new Map<string, ListedJob[]>()
  for (const job of jobs) {
    const namesakes = found.get(nameOf(job))
    if (namesakes) namesakes.push(job)
    else found.set(nameOf(job), [job])
  }
  return found
}

/** Says which of several jobs with its name this is, and whether a delivery with these options updates it. */
function noteOn(job: ListedJob, namesakes: readonly ListedJob[], { loaded: { settings } }: Context): string {
  const { jobId, jobName } = settings
  const isUpdated = jobId ? jobId === job.id : comparable(jobName) === nameOf(job) && namesakes.at(-1) === job
  return [
    ...(namesakes.length > 1 ? [`${namesakes.indexOf(job) + 1} of ${namesakes.length} of this name`] : []),
    ...(isUpdated ? ['a delivery updates it'] : []),
  ].join('; ')
}

/** Shows one job with all its properties. */
export const show: Action = async (invocation) => {
  const context = await contextOf(invocation)
  const [id = 0] = await idsOf(context, invocation.args)
  const job = await clientOf(context).getJob(id)
  if (context.json) printJson(job)
  else
    print(
      table(
        ['property', 'value'],
        Object.entries(job).map(([name, value]) => [name, shownValue(name, value)]),
      ),
    )
  return 0
}

function shownValue(name: string, value: unknown): string {
  const date = /^cycle.*Date$/.test(name) ? day(value) : /Date$/.test(name) ? moment(value) : undefined
  return date ?? decodeEntities(typeof value === 'object' ? JSON.stringify(value) : String(value))
}

const dayMs = 24 * 60 * 60 * 1000

/** Rounds to the nearest UTC midnight: the server sends midnight of a zone that it does not name (docs/zephyr.md). */
const day = (milliseconds: unknown) =>
  isTime(milliseconds) ? new Date(Math.round(milliseconds / dayMs) * dayMs).toISOString().slice(0, 10) : undefined

/** A moment, such as a creation date: not rounded to a day. */
const moment = (milliseconds: unknown) =>
  isTime(milliseconds) ? new Date(milliseconds).toISOString().replace(/T(\d\d:\d\d).*/, ' $1 UTC') : undefined

/** Epoch milliseconds of a day that a Date can hold, but for its very ends. */
const isTime = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) < 8e15
