import type { Loaded } from '../config/load.js'
import type { OptionName } from '../config/options.js'
import type { Shard } from '../results/model.js'
import { decodeTexts } from '../zephyr/decode.js'
import type { JobDetail, JobUpdate, StoredJob } from '../zephyr/types.js'
import { cycleDates, toDay, type Window, windowOfJob } from './cycle-dates.js'

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

/** What a delivery would send by its options alone, before the server is asked. */
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
  return { url, operation: jobId ? 'update' : 'create or update', jobId, detail: newDetail(loaded, { shard }), upload }
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
const jobNameOf = (name: string | undefined, shard?: Shard) =>
  name !== undefined && shard ? `${name} ${shard.current}-of-${shard.total}` : name

/** What a job's properties depend on besides the options. */
export interface Circumstances {
  shard?: Shard
  /** The release's own dates, where the server shows them. */
  release?: Window
  /** @default now */
  today?: Date
}

/** Zephyr's id for anyone, which public clients send (docs/zephyr.md). */
const anyone = -10

/** `Release 1.0 > Web` has `Web`: what every public client sends as `phaseName`. */
const lastLevel = (path: string | undefined) => path?.split('>').at(-1)?.trim() || undefined

/**
 * The properties of a new job, in the order of the request that is known to work, none of them left out
 * (docs/zephyr.md). Complete where `missingForDelivery` found nothing.
 */
export function newDetail({ settings }: Loaded, { shard, release, today = new Date() }: Circumstances = {}) {
  const { cycleStartDateStr, cycleEndDateStr } = cycleDates({ settings, today: toDay(today), release })
  return {
    releaseId: settings.releaseId,
    jobName: jobNameOf(settings.jobName, settings.shards === 'upload' ? shard : undefined),
    automationFramework: settings.automationFramework,
    cycleName: settings.cycleName,
    jobDetailTcrCatalogTreeId: settings.repositoryTreeId,
    projectId: settings.projectId,
    testRepositoryPath: settings.repositoryPath,
    cycleStartDateStr,
    cycleEndDateStr,
    isReuse: settings.reuseCycle ?? true,
    timeStamp: settings.timestampCycle ?? false,
    createPackage: settings.createPackage,
    assignResultsTo: (settings.assignResultsTo ?? anyone).toString(),
    phaseName: settings.phaseName ?? lastLevel(settings.repositoryPath),
    environment: settings.environment,
  } satisfies Partial<JobDetail>
}

/** The properties of a new job, all that are required among them: `missingForDelivery` has said before what is missing. */
export function completeDetail(loaded: Loaded, circumstances: Circumstances = {}): JobDetail {
  const { releaseId, jobName, cycleName, jobDetailTcrCatalogTreeId, projectId, testRepositoryPath, ...rest } =
    newDetail(loaded, circumstances)
  if (!releaseId || !jobName || !cycleName || !jobDetailTcrCatalogTreeId || !projectId || !testRepositoryPath)
    throw new TypeError('Not all required options are set.')
  const { automationFramework, ...others } = rest
  return {
    releaseId,
    jobName,
    automationFramework,
    cycleName,
    jobDetailTcrCatalogTreeId,
    projectId,
    testRepositoryPath,
    ...others,
  }
}

/**
 * Builds the properties sent to an existing job: options that were not set keep the job's values.
 *
 * @param stored as `job/detail` answers it; the server escapes its texts, and they are sent back as they were set.
 */
export function updatedDetail(loaded: Loaded, stored: StoredJob, circumstances: Circumstances = {}): JobUpdate {
  const { settings, sources } = loaded
  const { shard, release, today = new Date() } = circumstances
  const job = decodeTexts(stored)
  const isSet = (name: OptionName) => sources[name].kind !== 'default'
  return {
    id: job.id,
    releaseId: settings.releaseId ?? job.releaseId,
    jobName: jobNameOf(settings.jobName, settings.shards === 'upload' ? shard : undefined) ?? job.jobName,
    automationFramework: isSet('automationFramework')
      ? settings.automationFramework
      : (job.automationFramework ?? settings.automationFramework),
    cycleName: settings.cycleName ?? job.cycleName,
    jobDetailTcrCatalogTreeId: settings.repositoryTreeId ?? job.jobDetailTcrCatalogTreeId,
    projectId: settings.projectId ?? job.projectId,
    testRepositoryPath: settings.repositoryPath ?? job.testRepositoryPath,
    ...cycleDates({ settings, today: toDay(today), job: windowOfJob(job), release }),
    isReuse: settings.reuseCycle ?? job.isReuse,
    timeStamp: settings.timestampCycle ?? job.timeStamp ?? job.isTimeStamp,
    createPackage: settings.createPackage,
    assignResultsTo: (settings.assignResultsTo ?? job.assignResultsTo)?.toString(),
    phaseName: phaseOfUpdate(settings, job),
    environment: settings.environment ?? job.environment,
  }
}

/** A phase that followed the job's old path follows the new one. */
function phaseOfUpdate(
  { phaseName, repositoryPath }: Loaded['settings'],
  job: Pick<StoredJob, 'phaseName' | 'testRepositoryPath'>,
): string | undefined {
  if (phaseName !== undefined) return phaseName
  const followsPath = !job.phaseName || job.phaseName === lastLevel(job.testRepositoryPath)
  return followsPath ? lastLevel(repositoryPath ?? job.testRepositoryPath) : job.phaseName
}
