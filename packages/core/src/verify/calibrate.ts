import type { Loaded } from '../config/load.js'
import { paced } from '../delivery/clock.js'
import { completeDetail } from '../delivery/plan.js'
import { clientFor } from '../delivery/server.js'
import { waitForRun } from '../delivery/wait.js'
import { messageOf } from '../display.js'
import type { Log } from '../log.js'
import type { ZephyrClient } from '../zephyr/client.js'
import { createZephyrLookups, folderPaths } from '../zephyr/lookups.js'
import { createReadBack, type StoredExecution } from '../zephyr/readback.js'
import { type Measured, measure, probeFile, recordedWord } from './probe.js'

/** Names of what the probe makes on the server, so that people see where it comes from. */
export interface CalibrationNames {
  jobName: string
  cycleName: string
}

/** Which server is measured, and by which names the probe is recognised there. */
export interface CalibrateRequest {
  loaded: Loaded
  names: CalibrationNames
  /** How long the probe's run may take, in seconds. */
  waitSeconds: number
  log: Log
  /** Below 1, time goes faster; for tests. */
  pace?: number
}

/** What a probe measured, and what it left on the server. */
export interface Calibration extends Measured {
  jobId?: number
  cycleId: number
  /** The probe's job was deleted; its cycle and test cases stay, for no operation deletes them. */
  isJobDeleted: boolean
}

/**
 * Sends the probe to a job of its own, waits for the run's end, reads back what was recorded and deletes the job. Throws
 * where the server refuses any step that the measuring needs.
 */
export async function calibrate(request: CalibrateRequest): Promise<Calibration> {
  const { loaded, names, waitSeconds, log, pace } = request
  const client = clientFor(loaded)
  const settings = {
    ...loaded.settings,
    ...names,
    createPackage: true,
    automationFramework: loaded.settings.automationFramework,
  }
  const detail = completeDetail({ ...loaded, settings })
  const upload = `zephyr-probe-${Date.now().toString(36)}.xml`
  await client.createAndExecuteJob(detail, new File([probeFile()], upload, { type: 'application/xml' }))
  const jobId = await probeJob(client, detail, upload)
  try {
    const waited = await waitForRun({ client, jobId, seconds: waitSeconds, clock: paced(pace), log })
    const { progress } = waited
    if (waited.ended === 'unknown') throw new Error(`The probe's run (job ${jobId}) gave no result: ${waited.why}.`)
    if (waited.ended === 'failure')
      throw new Error(
        `The probe's run (job ${jobId}) ended as "${waited.progress.status}": this server refused the file.`,
      )
    if (progress?.cycleId === undefined)
      throw new Error(`The server does not show the cycle of the probe's run (job ${jobId}).`)
    const measured = await readProbe(loaded, progress.cycleId, log)
    return { ...measured, jobId, cycleId: progress.cycleId, isJobDeleted: await deleted(client, jobId, log) }
  } catch (error) {
    await deleted(client, jobId, log)
    throw error
  }
}

async function probeJob(
  client: ZephyrClient,
  { projectId, releaseId }: { projectId: number; releaseId: number },
  upload: string,
): Promise<number> {
  const jobs = await client.listJobs({ projectId, releaseId })
  const stem = upload.replace(/\.xml$/, '')
  const found = jobs.find(({ attachmentName }) => attachmentName?.includes(stem))
  if (!found)
    throw new Error(
      'Zephyr took the probe, but its list does not show the job. Look for it with `npx zephyr-report jobs list`.',
    )
  return found.id
}

async function readProbe(loaded: Loaded, cycleId: number, log: Log): Promise<Measured> {
  const { url = '', releaseId = 0 } = loaded.settings
  const options = { ...loaded.settings, url, env: loaded.env }
  const reads = createReadBack(options)
  const executions: StoredExecution[] = []
  for (const phase of await reads.cyclePhases(cycleId))
    for await (const execution of reads.executions(phase)) executions.push(execution)
  const statusNames = await reads.executionStatuses().catch((error: unknown) => {
    log.debug(`Execution statuses are not read: ${messageOf(error)}`)
    return new Map<string, string>()
  })
  const folders = await createZephyrLookups(options)
    .folders(releaseId)
    .then(folderPaths)
    .catch((error: unknown) => {
      log.debug(`Folders are not read: ${messageOf(error)}`)
      return []
    })
  const lastName = new Map(folders.map(({ id, name }) => [id, name.split(' > ').at(-1)]))
  return measure(
    executions,
    (status) => recordedWord(status, statusNames),
    ({ folderId }) => (folderId === undefined ? undefined : lastName.get(folderId)),
  )
}

async function deleted(client: ZephyrClient, jobId: number, log: Log): Promise<boolean> {
  try {
    await client.deleteJobs([jobId])
    return true
  } catch (error) {
    log.warn(`Job ${jobId} is left on the server: ${messageOf(error)}`)
    return false
  }
}
