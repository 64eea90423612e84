import * as v from 'valibot'
import { Refusal } from './refusal.js'
import type { Detail, JobRow } from './store/rows.js'

// Strict about types, as a Java server is: an id sent as text is a bad request. What it does not know, it drops.
const id = v.pipe(v.number(), v.integer(), v.minValue(1))
const filled = v.pipe(
  v.string(),
  v.check((text) => text.trim() !== '', 'must not be empty'),
)
const day = v.pipe(v.string(), v.regex(/^\d{2}\/\d{2}\/\d{4}$/, 'expected mm/dd/yyyy'), v.check(exists, 'no such day'))
const entries = {
  jobName: filled,
  projectId: id,
  releaseId: id,
  automationFramework: filled,
  cycleName: filled,
  jobDetailTcrCatalogTreeId: id,
  testRepositoryPath: filled,
  cycleStartDateStr: day,
  cycleEndDateStr: day,
  phaseName: v.optional(v.string()),
  isReuse: v.optional(v.boolean()),
  // "Integer" says the reference, and sends it as text in every example; -10, "anyone", is what public clients send.
  assignResultsTo: v.optional(
    v.union([id, v.literal(-10), v.pipe(v.string(), v.regex(/^(\d+|-10)$/, 'expected the id of a user, or -10'))]),
  ),
  environment: v.optional(v.string()),
  timeStamp: v.optional(v.boolean()),
  createPackage: v.optional(v.boolean()),
}
const newJob = v.object(entries)
const changedJob = v.object({ ...v.partial(newJob).entries, id })
const idList = v.object({ ids: v.pipe(v.array(id), v.minLength(1)) })

/** The options of a new job, from the form's text; refuses what Zephyr would refuse. */
export const readNewJob = (text: string): Detail =>
  inOrder(check(newJob, json(text, 'automationJobDetail'), 'automationJobDetail'))

/** The job after the change: what is not sent keeps its value. */
export function readChangedJob(
  text: string,
  find: (id: number) => JobRow | undefined,
): { job: JobRow; detail: Detail } {
  const { id: jobId, ...changes } = check(changedJob, json(text, 'automationJobDetail'), 'automationJobDetail')
  const job = find(jobId)
  if (!job) throw new Refusal(400, `There is no automation job ${jobId}.`)
  return { job, detail: inOrder({ ...job.detail, ...changes }) }
}

/** The ids of a body such as `{"ids": [1]}`. */
export const readIds = (text: string): number[] => check(idList, json(text, 'the body'), 'the body').ids

/** An id of the address. A Java server answers with its parser's own words. */
export function readId(text: string | undefined, name: string): number {
  const value = Number(text)
  if (!text || !/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1)
    throw new Refusal(400, `For input string: ${JSON.stringify(text ?? 'null')} (${name} must be a number above 0).`)
  return value
}

function exists(text: string): boolean {
  const [month = 0, date = 0, year = 0] = text.split('/').map(Number)
  const utc = new Date(Date.UTC(year, month - 1, date))
  return utc.getUTCMonth() === month - 1 && utc.getUTCDate() === date
}

function inOrder(detail: Detail): Detail {
  if (Date.parse(detail.cycleEndDateStr) < Date.parse(detail.cycleStartDateStr))
    throw new Refusal(400, `The cycle ends on ${detail.cycleEndDateStr}, before it starts.`)
  return detail
}

/** The JSON in a text; refuses the request where it is none. */
export function json(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(400, `${what} is no JSON.`)
  }
}

/** A value of the right shape; refuses the request with every problem where it is not. */
export function check<T>(schema: v.GenericSchema<unknown, T>, value: unknown, what: string): T {
  const result = v.safeParse(schema, value)
  if (result.success) return result.output
  const problems = result.issues.map((issue) => `${v.getDotPath(issue) ?? what}: ${issue.message}`)
  throw new Refusal(400, `${what} is not valid. ${problems.join('; ')}.`)
}
