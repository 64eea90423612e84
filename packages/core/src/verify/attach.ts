import { stat } from 'node:fs/promises'
import { messageOf } from '../display.js'
import type { Log } from '../log.js'
import type { Attachment } from '../results/model.js'
import type { AttachmentClient, UploadedFile } from '../zephyr/attachments.js'
import { ZephyrError } from '../zephyr/errors.js'
import type { Attached } from './verification.js'

/** The files to be put on executions. */
export interface AttachRequest {
  client: AttachmentClient
  /** Which files belong to which execution. */
  executions: readonly { executionId: number; attachments: readonly Attachment[] }[]
  signal?: AbortSignal
  log: Log
}

/** Zephyr takes attachments of up to 50 MB (docs/zephyr.md, documented). */
export const largestAttachmentBytes = 50 * 1024 * 1024
/** Attachments of a run that are uploaded: what lies beyond is left out and counted, so that a run whose every test failed ends in time. */
const mostAttachments = 500
/** How often the upload of a file is tried. Repeating it is harmless: nothing shows a file that is on no execution. */
const uploadTries = 3

/**
 * Puts files on executions, one after another: each is streamed. A refused or lost file leaves the others alone; a server
 * that refuses the operation itself (401, 403, 404, 405) is not asked again. Never throws.
 */
export async function attach(request: AttachRequest): Promise<Attached> {
  const progress: Progress = { attached: 0, left: [], count: 0 }
  for (const { executionId, attachments } of request.executions) {
    const uploaded: Uploaded[] = []
    for (const attachment of attachments) {
      const file = await uploadOrLeave(attachment, request, progress)
      if (file) uploaded.push({ path: attachment.path, file })
    }
    if (uploaded.length > 0) await putOn(executionId, uploaded, request, progress)
  }
  return { attached: progress.attached, left: progress.left }
}

interface Uploaded {
  path: string
  file: UploadedFile
}

interface Progress extends Attached {
  /** How many uploads were begun, for {@link mostAttachments}. */
  count: number
  /** Why no further file is tried; set once the server has refused the operation. */
  refusal?: string
}

/** @returns the uploaded file, or `undefined` where it is left out; `progress.left` says why. */
async function uploadOrLeave(
  { path, contentType }: Attachment,
  { client, signal, log }: AttachRequest,
  progress: Progress,
): Promise<UploadedFile | undefined> {
  const isLate = signal?.aborted ? 'the time for it was over' : undefined
  const why = progress.refusal ?? isLate ?? (await unsuitable(path, progress.count))
  if (why !== undefined) {
    progress.left.push({ path, why })
    return undefined
  }
  progress.count++
  try {
    return await uploadedFile(client, path, contentType, signal)
  } catch (error) {
    log.debug(messageOf(error))
    progress.left.push({ path, why: messageOf(error) })
    noteRefusal(error, progress)
    return undefined
  }
}

async function putOn(
  executionId: number,
  uploaded: readonly Uploaded[],
  { client, signal, log }: AttachRequest,
  progress: Progress,
): Promise<void> {
  const files = uploaded.map(({ file }) => file)
  try {
    await client.attach(executionId, files, { signal })
    progress.attached += uploaded.length
  } catch (error) {
    log.debug(messageOf(error))
    // Not sent again: the attachments might stand there twice.
    const mayBeThere = error instanceof ZephyrError && error.reached === 'unknown'
    for (const { path } of uploaded)
      progress.left.push({ path, why: messageOf(error), ...(mayBeThere && { undecided: true as const }) })
    noteRefusal(error, progress)
  }
}

function noteRefusal(error: unknown, progress: Progress) {
  if (isRefusal(error)) progress.refusal = 'the server does not take attachments'
}

async function unsuitable(path: string, count: number): Promise<string | undefined> {
  if (count >= mostAttachments) return `more than ${mostAttachments} attachments in one run`
  try {
    const { size } = await stat(path)
    return size > largestAttachmentBytes ? `larger than ${largestAttachmentBytes / 1024 / 1024} MB` : undefined
  } catch (error) {
    return messageOf(error)
  }
}

async function uploadedFile(client: AttachmentClient, path: string, contentType: string, signal?: AbortSignal) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await client.upload(path, contentType, { signal })
    } catch (error) {
      const mayHelp = error instanceof ZephyrError && error.reached === 'unknown'
      if (!mayHelp || attempt >= uploadTries || signal?.aborted) throw error
    }
  }
}

const isRefusal = (error: unknown) =>
  error instanceof ZephyrError && error.status !== undefined && [401, 403, 404, 405].includes(error.status)
