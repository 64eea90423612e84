import { createHash } from 'node:crypto'
import { createReadStream, existsSync, renameSync, rmSync } from 'node:fs'
import { copyFile, stat } from 'node:fs/promises'
import { basename, dirname, relative } from 'node:path'
import { replaceFile } from '../atomic.js'
import type { Loaded } from '../config/load.js'
import { type OptionName, optionNames, options } from '../config/options.js'
import type { PackageRoot } from '../config/root.js'
import { messageOf } from '../display.js'
import type { Counts } from '../junit/write.js'
import type { Shard } from '../results/model.js'
import { hideCopy, mayReplace, showCopy } from './copy.js'
import {
  deliveryIdIn,
  inFileName,
  isOwnFile,
  newDeliveryId,
  newOwnFile,
  pendingPath,
  receiptPath,
  recordOf,
} from './record-files.js'
import type { Pending, Receipt, TestAttachments } from './record-types.js'

// What a delivery writes on disk. Where the files lie: record-files.ts; how they are found: find-records.ts; when they are
// deleted: archive.ts.

export interface Prepared {
  /** The delivery's own file. */
  file: string
  counts: Counts
  /** In hex, taken while the file was written. */
  sha256: string
  loaded: Loaded
  shard?: Shard
  /** The file that people look at. Default: `<runner>.xml`. */
  resultFile?: string
  /** Ids of pending deliveries that this one is sent instead of. */
  replaces?: string[]
  attachments?: TestAttachments[]
  root?: PackageRoot
}

/** Makes the record of a delivery of which nothing was sent yet. */
export function newPending(prepared: Prepared): Pending {
  const { file, counts, sha256, loaded, shard, resultFile, replaces, attachments, root } = prepared
  const deliveryId = deliveryIdIn(file) ?? newDeliveryId()
  const stored = optionNames.filter((name) => isStored(name) && loaded.settings[name] !== undefined)
  return {
    version: 2,
    deliveryId,
    runner: loaded.runner,
    createdAt: new Date().toISOString(),
    sha256,
    upload: `${inFileName(loaded.runner)}-${deliveryId}.xml`,
    resultFile: basename(resultFile ?? `${inFileName(loaded.runner)}.xml`),
    replaces,
    packageRoot: root && { folder: portablePath(dirname(file), root.folder), from: root.from },
    counts,
    shard,
    attachments: attachments?.map(({ files, ...test }) => ({
      ...test,
      files: files.map(({ path, contentType }) => ({ path: relative(dirname(file), path), contentType })),
    })),
    settings: Object.fromEntries(stored.map((name) => [name, loaded.settings[name]])),
    set: stored.filter((name) => loaded.sources[name].kind !== 'default'),
    state: 'prepared',
  }
}

const portablePath = (from: string, to: string) => relative(from, to).replaceAll('\\', '/') || '.'

/** Options that a `resend` takes from its own environment: who sends, how long it may take, how much is logged; and places on this machine. */
export const optionsOfNow: readonly OptionName[] = [
  'token',
  'username',
  'password',
  'timeout',
  'deliveryTimeout',
  'retries',
  'wait',
  'clientCert',
  'clientKey',
  'logLevel',
  'strict',
  'enabled',
  'dryRun',
  'root',
  'outputFile',
]
const isStored = (name: OptionName) => !optionsOfNow.includes(name) && !('secret' in options[name])

/**
 * Puts the record on disk, whole or not at all, then the copies that people look at.
 *
 * @returns why the copies could not be written, or `undefined`. The record itself is on disk in either case.
 * @throws where the record cannot be written.
 */
export function savePending(file: string, content: Pending): Error | undefined {
  replaceFile(pendingPath(file), jsonText(content))
  return tryShowCopy(file, content)
}

/** Removes the pending file and its copy; needs no free disk space. */
export function forgetPending(file: string) {
  const record = recordOf(file)
  rmSync(pendingPath(file), { force: true })
  if (record && 'pending' in record) hideCopy(file, record.pending)
}

/** Removes a delivery with all its files, because another delivery sends its results. */
export function discard(file: string) {
  forgetPending(file)
  rmSync(file, { force: true })
}

/**
 * The pending file becomes the receipt: first its content, then, by one rename, its name.
 *
 * @returns why the copies could not be written, or `undefined`. The receipt itself is on disk in either case.
 * @throws where the receipt cannot be written.
 */
export function saveReceipt(file: string, receipt: Receipt): Error | undefined {
  const record = recordOf(file)
  const { resultFile, replaces } = (record && ('receipt' in record ? record.receipt : record.pending)) ?? receipt
  const content: Receipt = { ...receipt, resultFile, replaces }
  if (existsSync(pendingPath(file))) {
    replaceFile(pendingPath(file), jsonText(content))
    renameSync(pendingPath(file), receiptPath(file))
  } else replaceFile(receiptPath(file), jsonText(content))
  return tryShowCopy(file, content)
}

function tryShowCopy(file: string, content: Pending | Receipt): Error | undefined {
  try {
    showCopy(file, content)
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

const jsonText = (content: unknown) => `${JSON.stringify(content, null, 2)}\n`

export interface Owned {
  /** The delivery's own file. */
  file: string
  pending: Pending
}

/**
 * Makes the delivery own its file: one that lies elsewhere is copied, so that whatever happens to it from now on, what is
 * sent is what stands there now. A delivery that was prepared before is taken as it stands.
 *
 * @throws where the file cannot be read, or changes while it is copied.
 */
export async function own(request: Omit<Prepared, 'sha256'>): Promise<Owned> {
  const { file, loaded } = request
  if (isOwnFile(file)) {
    const record = recordOf(file)
    // Another process may have delivered it meanwhile: the caller looks again once it holds the lock.
    const sha256 = record && 'receipt' in record ? record.receipt.sha256 : undefined
    if (record && 'pending' in record) return { file, pending: record.pending }
    return { file, pending: newPending({ ...request, sha256: sha256 ?? (await sha256Of(file)) }) }
  }
  const before = await stat(file)
  const target = newOwnFile(file, loaded.runner).file
  await copyFile(file, target)
  const after = await stat(file)
  if (before.size !== after.size || before.mtimeMs !== after.mtimeMs) {
    rmSync(target, { force: true })
    throw new Error(`${file} was changed while it was read.`)
  }
  mayReplace(file)
  const sha256 = await sha256Of(target)
  return { file: target, pending: newPending({ ...request, file: target, sha256, resultFile: file }) }
}

/**
 * Compares the file's hash before each POST: only the bytes that this delivery wrote may be sent.
 *
 * @throws where the file has changed since, or is gone.
 */
export async function checkUnchanged(file: string, sha256: string): Promise<void> {
  const found = await sha256Of(file).catch((error: unknown) => {
    throw new Error(`The result file of this delivery cannot be read any more (${messageOf(error)}).`)
  })
  if (found !== sha256)
    throw new Error(
      `${file} has changed since it was written: it is not sent, because these are not the run's results.`,
    )
}

/** The SHA-256 of a file’s bytes, in hex. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece)
  return hash.digest('hex')
}
