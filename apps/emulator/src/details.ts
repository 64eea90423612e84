import * as v from 'valibot'
import { Refusal } from './refusal.js'
import type { Detail, JobRow } from './store.js'

// Strict about types, as a Java server is: an id sent as text is a bad request.
const id = v.pipe(v.number(), v.integer(), v.minValue(1))
const day = v.pipe(
  v.string(),
  v.regex(/^\d{2}\/\d{2}\/\d{4}$/, 'expected mm/dd/yyyy'),
  v.check((text) => !Number.isNaN(Date.parse(text)), 'no such day'),
)
const entries = {
  jobName: v.pipe(v.string(), v.trim(), v.nonEmpty('must not be empty')),
  projectId: id,
  releaseId: id,
  automationFramework: v.pipe(v.string(), v.nonEmpty()),
  cycleName: v.pipe(v.string(), v.nonEmpty()),
  jobDetailTcrCatalogTreeId: id,
  testRepositoryPath: v.pipe(v.string(), v.nonEmpty()),
  cycleStartDateStr: day,
  cycleEndDateStr: day,
  phaseName: v.optional(v.string()),
  isReuse: v.optional(v.boolean()),
  assignResultsTo: v.optional(v.union([v.string(), v.number()])),
  environment: v.optional(v.string()),
  timeStamp: v.optional(v.boolean()),
  createPackage: v.optional(v.boolean()),
}
const newJob = v.looseObject(entries)
const changedJob = v.looseObject({ ...v.partial(v.object(entries)).entries, id })
const idList = v.looseObject({ ids: v.pipe(v.array(id), v.minLength(1)) })

export const readNewJob = (text: string): Detail =>
  check(newJob, json(text, 'automationJobDetail'), 'automationJobDetail')

/** The job after the change: what is not sent keeps its value. */
export function readChangedJob(
  text: string,
  find: (id: number) => JobRow | undefined,
): { job: JobRow; detail: Detail } {
  const { id: jobId, ...changes } = check(changedJob, json(text, 'automationJobDetail'), 'automationJobDetail')
  const job = find(jobId)
  if (!job) throw new Refusal(400, `There is no automation job ${jobId}.`)
  return { job, detail: { ...job.detail, ...changes } }
}

export const readIds = (text: string): number[] => check(idList, json(text, 'the body'), 'the body').ids

export function readId(text: string | undefined, name: string): number {
  const value = Number(text)
  if (!text || !Number.isSafeInteger(value) || value < 1)
    throw new Refusal(400, `${name} must be a number above 0, not ${JSON.stringify(text ?? '')}.`)
  return value
}

function json(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(400, `${what} is no JSON.`)
  }
}

function check<T>(schema: v.GenericSchema<unknown, T>, value: unknown, what: string): T {
  const result = v.safeParse(schema, value)
  if (result.success) return result.output
  const problems = result.issues.map((issue) => `${v.getDotPath(issue) ?? what}: ${issue.message}`)
  throw new Refusal(400, `${what} is not valid. ${problems.join('; ')}.`)
}
