import { dirname, resolve } from 'node:path'
import { foldersOf, recordsOf } from '@zephyr-reporters/parser-template'
import type { Loaded } from '../config/load.js'
import type { Receipt, TestAttachments } from '../delivery/record-types.js'
import { clientOptions } from '../delivery/server.js'
import { meaningOf } from '../delivery/status.js'
import { messageOf } from '../display.js'
import type { Log } from '../log.js'
import { createAttachmentClient } from '../zephyr/attachments.js'
import { createZephyrClient, type ZephyrClient } from '../zephyr/client.js'
import { decodeEntities } from '../zephyr/decode.js'
import { createZephyrLookups } from '../zephyr/lookups.js'
import { createReadBack } from '../zephyr/readback.js'
import { attach } from './attach.js'
import { type Comparison, keyOf, type SentCase } from './compare.js'
import type { Attached, Verification } from './verification.js'
import { noId, type Verified, verify } from './verify.js'

/** A delivery whose records are read back. */
export interface VerifyDeliveryRequest {
  receipt: Pick<Receipt, 'jobId' | 'runId' | 'cycleId'>
  /** The result file that was sent. */
  file: string
  loaded: Loaded
  /** Files to put on executions, once they are found. */
  attachments?: readonly TestAttachments[]
  signal?: AbortSignal
  log: Log
}

/** Reads back what Zephyr recorded of a delivery, and puts attachments on the executions it finds. Never throws. */
export async function verifyDelivery(request: VerifyDeliveryRequest): Promise<Verification> {
  try {
    const verified = await readBack(request)
    if (!verified.verified) return verified
    const { right, wrong, missing, before } = verified
    const attachments = await attachFiles(request, verified)
    return { verified: true, right, wrong, missing, before, ...(attachments && { attachments }) }
  } catch (error) {
    return { verified: false, why: messageOf(error) }
  }
}

/** Whether everything that was sent is recorded as it was sent. */
export const isAsSent = ({ verified, wrong = [], missing = [] }: Verification): boolean =>
  verified && wrong.length === 0 && missing.length === 0

async function readBack({ receipt, file, loaded, signal, log }: VerifyDeliveryRequest): Promise<Verified> {
  const { jobId } = receipt
  if (jobId === undefined) return { verified: false, why: 'the server does not show the job of this delivery' }
  const options = clientOptions(loaded)
  const client = createZephyrClient(options)
  const cycleId = receipt.cycleId ?? (await cycleOfRun(client, jobId, receipt.runId, signal))
  if (typeof cycleId === 'string') return { verified: false, why: cycleId }
  const job = await client.getJob(jobId, { signal })
  const { settings } = loaded
  const createPackage = job.createPackage ?? settings.createPackage
  const lookups = createZephyrLookups(options)
  const releaseId = job.releaseId ?? settings.releaseId
  return verify({
    reads: createReadBack(options),
    folders: async () => (releaseId === undefined ? [] : lookups.folders(releaseId)),
    cycleId,
    repositoryPath: decodeEntities(job.testRepositoryPath ?? settings.repositoryPath ?? ''),
    sent: await sentCases(file, createPackage),
    signal,
    log,
  })
}

/**
 * The cycle of a run that nobody waited for, as the job shows it now.
 * @returns why it cannot be known, where the server does not show it (yet).
 */
async function cycleOfRun(
  client: ZephyrClient,
  jobId: number,
  runId: number | undefined,
  signal: AbortSignal | undefined,
): Promise<number | string> {
  const { id, status, cycleId } = await client.getJobProgress(jobId, { signal })
  if (id !== runId)
    return `the server shows only the latest run of job ${jobId}, ${id}, and this delivery's run is ${runId ?? 'not known'}`
  if (meaningOf(status) === 'running')
    return `run ${id} has not ended (${status}): run \`npx zephyr-report wait ${jobId}\`, then verify`
  return cycleId ?? "the server does not show the cycle of the job's run"
}

async function sentCases(file: string, createPackage: boolean): Promise<SentCase[]> {
  const sent: SentCase[] = []
  for await (const { packageName, name, status } of recordsOf(file))
    sent.push({ folders: foldersOf(packageName, createPackage), name, status })
  return sent
}

async function attachFiles(
  { attachments = [], file, loaded, signal, log }: VerifyDeliveryRequest,
  { executions }: Comparison,
): Promise<Attached | undefined> {
  if (attachments.length === 0) return undefined
  const found = new Map(
    executions.flatMap((each) =>
      each && each.executionId !== noId ? [[keyOf(each.sent.folders, each.sent.name), each.executionId] as const] : [],
    ),
  )
  const wanted: { executionId: number; attachments: TestAttachments['files'] }[] = []
  const left: Attached['left'] = []
  for (const { packageName, name, files } of attachments) {
    const createPackage = loaded.settings.createPackage
    const executionId = found.get(keyOf(foldersOf(packageName, createPackage), name))
    const placed = files.map(({ path, contentType }) => ({ path: resolve(dirname(file), path), contentType }))
    if (executionId === undefined) left.push(...placed.map(({ path }) => ({ path, why: 'its execution is not found' })))
    else wanted.push({ executionId, attachments: placed })
  }
  const client = createAttachmentClient(clientOptions(loaded))
  const result = await attach({ client, executions: wanted, signal, log })
  return { attached: result.attached, left: [...left, ...result.left] }
}
