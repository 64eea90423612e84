import type { Loaded } from '../config/load.js'
import type { OptionName } from '../config/options.js'
import type { Shard } from '../results/model.js'
import type { JobDetail, JobUpdate, StoredJob } from '../zephyr/types.js'

/** What a delivery would send, as far as that is known without asking the server. */
export interface Plan {
  /** The server; missing in a dry run without one. */
  url?: string
  /** `update` with a job's id; otherwise the server's list decides. */
  operation: 'update' | 'create or update'
  jobId?: number
  /** Properties as create sends them; on update, options that are not set keep the job's own. */
  detail: Partial<JobDetail>
  /** The name under which the file is uploaded. */
  upload: string
}

export function planDelivery({
  loaded,
  shard,
  upload = `${loaded.runner}-<delivery id>.xml`,
}: {
  loaded: Loaded
  shard?: Shard
  upload?: string
}): Plan {
  const { url, jobId } = loaded.settings
  return { url, operation: jobId ? 'update' : 'create or update', jobId, detail: newDetail(loaded, shard), upload }
}

/** The plan in lines for people. */
export function planLines({ url, operation, jobId, detail, upload }: Plan): string[] {
  const job = detail.jobName ? `job "${detail.jobName}"` : 'a job without a name'
  const place = `project ${detail.projectId ?? '?'}, release ${detail.releaseId ?? '?'}`
  const head =
    operation === 'update'
      ? `update-execute-job of job ${jobId}`
      : `${job} in ${place}: update-execute-job where it exists, else create-and-execute-job`
  return [
    `Would send ${upload} to ${url ?? 'no server yet (ZEPHYR_URL)'}:`,
    `  ${head}`,
    ...Object.entries(detail)
      .filter(([name, value]) => value !== undefined && !['jobName', 'projectId', 'releaseId'].includes(name))
      .map(([name, value]) => `  ${name}: ${value}`),
  ]
}

/** A shard with `shards: upload` has a job of its own. */
export const jobNameOf = (name: string | undefined, shard?: Shard) =>
  name !== undefined && shard ? `${name} ${shard.current}-of-${shard.total}` : name

/** The properties of a new job. Complete where `missingForDelivery` found nothing. */
export function newDetail({ settings }: Loaded, shard?: Shard, today = new Date()): Partial<JobDetail> {
  return {
    jobName: jobNameOf(settings.jobName, settings.shards === 'upload' ? shard : undefined),
    projectId: settings.projectId,
    releaseId: settings.releaseId,
    automationFramework: settings.automationFramework,
    cycleName: settings.cycleName,
    phaseName: settings.phaseName,
    jobDetailTcrCatalogTreeId: settings.repositoryTreeId,
    testRepositoryPath: settings.repositoryPath,
    ...cycleDates(settings, toDay(today)),
    isReuse: settings.reuseCycle ?? true,
    assignResultsTo: settings.assignResultsTo?.toString(),
    environment: settings.environment,
    timeStamp: settings.timestampCycle,
    createPackage: settings.createPackage,
  }
}

/** The properties of a new job, all that are required among them: `missingForDelivery` has told before what is missing. */
export function completeDetail(loaded: Loaded, shard?: Shard): JobDetail {
  const detail = newDetail(loaded, shard)
  const {
    jobName,
    projectId,
    releaseId,
    automationFramework,
    cycleName,
    jobDetailTcrCatalogTreeId,
    testRepositoryPath,
    cycleStartDateStr,
    cycleEndDateStr,
  } = detail
  if (
    !jobName ||
    !projectId ||
    !releaseId ||
    !automationFramework ||
    !cycleName ||
    !jobDetailTcrCatalogTreeId ||
    !testRepositoryPath ||
    !cycleStartDateStr ||
    !cycleEndDateStr
  ) {
    throw new TypeError('Not all required options are set.')
  }
  return {
    ...detail,
    jobName,
    projectId,
    releaseId,
    automationFramework,
    cycleName,
    jobDetailTcrCatalogTreeId,
    testRepositoryPath,
    cycleStartDateStr,
    cycleEndDateStr,
  }
}

/** What is sent to an existing job: options that were not set keep the job's own values. */
export function updatedDetail(loaded: Loaded, job: StoredJob, shard?: Shard, today = new Date()): JobUpdate {
  const { settings, sources } = loaded
  const isSet = (name: OptionName) => sources[name].kind !== 'default'
  const window = [job.cycleStartDate, job.cycleEndDate].map((day) => (day === undefined ? undefined : dayOfEpoch(day)))
  return {
    id: job.id,
    jobName: jobNameOf(settings.jobName, settings.shards === 'upload' ? shard : undefined) ?? job.jobName,
    projectId: settings.projectId ?? job.projectId,
    releaseId: settings.releaseId ?? job.releaseId,
    automationFramework: isSet('automationFramework')
      ? settings.automationFramework
      : (job.automationFramework ?? settings.automationFramework),
    cycleName: settings.cycleName ?? job.cycleName,
    phaseName: settings.phaseName ?? job.phaseName,
    jobDetailTcrCatalogTreeId: settings.repositoryTreeId ?? job.jobDetailTcrCatalogTreeId,
    testRepositoryPath: settings.repositoryPath ?? unescaped(job.testRepositoryPath),
    ...cycleDates(settings, toDay(today), window),
    isReuse: settings.reuseCycle ?? job.isReuse,
    assignResultsTo: (settings.assignResultsTo ?? job.assignResultsTo)?.toString(),
    environment: settings.environment ?? job.environment,
    timeStamp: settings.timestampCycle ?? job.timeStamp,
    createPackage: settings.createPackage,
  }
}

/** The vendor's server escapes some of what it answers (`&gt;`). */
export const unescaped = (text: string | undefined) =>
  text?.replace(
    /&(gt|lt|quot|#39|amp);/g,
    (_, name: string) => ({ gt: '>', lt: '<', quot: '"', '#39': "'" })[name] ?? '&',
  )

/** Days since 1970, so that days can be compared and added whatever the time zone. */
type Day = number

const dayLength = 86_400_000

const toDay = (date: Date): Day => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / dayLength

/** Epoch milliseconds at midnight of a zone that nobody tells: the nearest UTC midnight is the day meant (zephyr-facts). */
const dayOfEpoch = (milliseconds: number): Day => Math.round(milliseconds / dayLength)

const parseDay = (text: string): Day => {
  const [month = 1, day = 1, year = 1970] = text.split('/').map(Number)
  return Date.UTC(year, month - 1, day) / dayLength
}

const spellDay = (day: Day) => {
  const date = new Date(day * dayLength)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(date.getUTCMonth() + 1)}/${two(date.getUTCDate())}/${date.getUTCFullYear()}`
}

/** Configured days win; an existing job keeps its window while it holds today; else today and the days that follow. */
function cycleDates(
  { cycleStartDate, cycleEndDate, cycleDays }: Loaded['settings'],
  today: Day,
  [jobStart, jobEnd]: (Day | undefined)[] = [],
): { cycleStartDateStr: string; cycleEndDateStr: string } {
  const holds = jobStart !== undefined && jobEnd !== undefined && jobStart <= today && today <= jobEnd
  const givenEnd = cycleEndDate === undefined ? undefined : parseDay(cycleEndDate)
  let start = cycleStartDate === undefined ? (holds ? jobStart : today) : parseDay(cycleStartDate)
  // A cycle that ended before today began so many days before its end.
  if (cycleStartDate === undefined && givenEnd !== undefined && givenEnd < start) start = givenEnd - cycleDays
  const jobsEnd = holds && cycleStartDate === undefined ? jobEnd : undefined
  const end = givenEnd ?? jobsEnd ?? start + cycleDays
  return { cycleStartDateStr: spellDay(start), cycleEndDateStr: spellDay(end) }
}
