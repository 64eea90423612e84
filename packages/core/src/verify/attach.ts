import { stat } from 'node:fs/promises'
import { messageOf } from '../display.js'
import type { Log } from '../log.js'
import type { Attachment } from '../results/model.js'
import type { AttachmentClient, UploadedFile } from '../zephyr/attachments.js'
import { ZephyrError } from '../zephyr/errors.js'

export interface AttachRequest {
  client: AttachmentClient
  /** Which files belong to which execution. */
  executions: readonly { executionId: number; attachments: readonly Attachment[] }[]
  signal?: AbortSignal
  log: Log
}

export interface Attached {
  /** How many files are on their execution. */
  attached: number
  /** Files that are not, and why; `undecided` ones may be there. */
  left: { path: string; why: string; undecided?: true }[]
}

/** Zephyr takes attachments of up to 50 MB (docs/zephyr.md, documented). */
export const largestAttachmentBytes = 50 * 1024 * 1024
/** Of one run: what lies beyond is left out and counted, so that a run whose every test failed ends in time. */
const mostAttachments = 500
/** How often the upload of a file is tried. Repeating it is harmless: nothing shows a file that is on no execution. */
const uploadTries = 3

/**
 * Puts files on executions, one after another: each is streamed. A refused or lost file leaves the others alone; a server
 * that refuses the operation itself (401, 403, 404, 405) is not asked again. Never throws.
 */
export async function attach({ client, executions, signal, log }: AttachRequest): Promise<Attached> {
  const result: Attached = { attached: 0, left: [] }
  const leave = (path: string, why: string, undecided?: true) =>
    result.left.push({ path, why, ...(undecided && { undecided }) })
  let refusal: string | undefined
  let count = 0
  for (const { executionId, attachments } of executions) {
    const uploaded: { path: string; file: UploadedFile }[] = []
    for (const { path, contentType } of attachments) {
      const why = refusal ?? (signal?.aborted ? 'the time for it was over' : await unsuitable(path, count))
      if (why !== undefined) {
        leave(path, why)
        continue
      }
      count++
      try {
        uploaded.push({ path, file: await uploadedFile(client, path, contentType, signal) })
      } catch (error) {
        log.debug(messageOf(error))
        leave(path, messageOf(error))
        if (isRefusal(error)) refusal = 'the server does not take attachments'
      }
    }
    if (uploaded.length === 0) continue
    try {
      await client.attach(
        executionId,
        uploaded.map(({ file }) => file),
        { signal },
      )
      result.attached += uploaded.length
    } catch (error) {
      log.debug(messageOf(error))
      // Sent again it might stand there twice.
      const mayBeThere = error instanceof ZephyrError && error.reached === 'unknown'
      for (const { path } of uploaded) leave(path, messageOf(error), mayBeThere ? true : undefined)
      if (isRefusal(error)) refusal = 'the server does not take attachments'
    }
  }
  return result
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
