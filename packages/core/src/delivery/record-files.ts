import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as v from 'valibot'
import { makeFolder, replaceFile } from '../atomic.js'
import { messageOf } from '../display.js'
import { firstPendingShape, pendingShape, receiptShape } from './record-shape.js'
import type { Pending, Receipt } from './record-types.js'

// A delivery on disk. From its first byte it owns `deliveries/<runner>-<id>.xml`, which no other process ever touches, and
// beside it either `….pending.json` (not yet delivered: everything needed to send it, no secret) or `….receipt.json`
// (Zephyr has taken it). Never both: a pending file becomes the receipt by one rename. What lies above `deliveries/` are
// copies for people (copy.ts).

/** Makes a folder known as ours. Not a hidden file: CI systems leave hidden files out of their artifacts. */
const markerName = 'zephyr-deliveries.txt'
const markerText = `Deliveries to Zephyr, each with its result file and a .pending.json (not yet delivered) or a .receipt.json.
Made by @zephyr-reporters. \`npx zephyr-report resend\` sends what is pending. Globs of \`zephyr-report\` skip this folder.
`

/** Whether a folder holds deliveries: globs, `merge` and `upload` skip its files. */
export const isDeliveriesFolder = (folder: string) => existsSync(join(folder, markerName))

/** Whether the file is a delivery's own, as against a copy of it or a file of someone else. */
export const isOwnFile = (file: string) => isDeliveriesFolder(dirname(file))

const ending = /\.(xml|pending\.json|receipt\.json)$/i
export const stem = (file: string) => file.replace(ending, '')
/** Where the pending file of a result file stands. */
export const pendingPath = (file: string) => `${stem(file)}.pending.json`
/** Where the receipt of a result file stands. */
export const receiptPath = (file: string) => `${stem(file)}.receipt.json`

/** The result file of a pair: `jest.xml`, or as `outputFile` spells it where that does not end in `.xml`. */
export function resultPath(file: string): string {
  const asNamed = file.replace(/\.(pending|receipt)\.json$/, '')
  return asNamed !== file && existsSync(asNamed) ? asNamed : `${stem(file)}.xml`
}

/** Sortable by time, unlike any other, safe in a file's name. */
export const newDeliveryId = (now = Date.now()) => `${now.toString(36)}${randomBytes(6).toString('hex')}`

/** The runner's name as it may stand in a file's name. */
export const inFileName = (runner: string) => runner.replace(/[^\w.-]/g, '_')

export interface OwnFile {
  deliveryId: string
  /** Not there yet: the caller writes it. */
  file: string
}

/**
 * A file of its own for a delivery that is about to be written, below the folder of the result file that people look at.
 *
 * @throws where the folder cannot be made.
 */
export function newOwnFile(resultFile: string, runner: string): OwnFile {
  const deliveryId = newDeliveryId()
  try {
    return { deliveryId, file: join(deliveriesFolder(dirname(resultFile)), `${inFileName(runner)}-${deliveryId}.xml`) }
  } catch (error) {
    throw new Error(placeProblem(resultFile, error), { cause: error })
  }
}

/** What is said where a result file cannot be written. */
export const placeProblem = (resultFile: string, error: unknown) =>
  `The result file ${resultFile} cannot be written (${messageOf(error)}). Set outputFile to a place that can be.`

/** Made where it is missing. Someone else's folder of that name is left alone. */
export function deliveriesFolder(results: string): string {
  const usual = join(results, 'deliveries')
  const isForeign =
    existsSync(usual) && !isDeliveriesFolder(usual) && readdirSync(usual).some((name) => !name.startsWith(markerName))
  const folder = isForeign ? join(results, 'zephyr-deliveries') : usual
  makeFolder(folder)
  if (!isDeliveriesFolder(folder)) replaceFile(join(folder, markerName), markerText, { durable: false })
  return folder
}

export const deliveryIdIn = (file: string) => /-([0-9a-z]{8}[0-9a-f]{12})\.xml$/.exec(file)?.[1]

export type DeliveryRecord = { pending: Pending } | { receipt: Receipt }

/**
 * Reads a pending file; one that was interrupted just before it was renamed is the receipt it was to become.
 *
 * @throws where it is no such file to the letter.
 */
export function readPending(path: string): DeliveryRecord {
  const content = jsonOf(path)
  const asReceipt = v.safeParse(receiptShape, content)
  if (asReceipt.success) return { receipt: asReceipt.output }
  const shape = isFirstVersion(content) ? firstPendingShape : pendingShape
  return { pending: parsed(path, shape, content) }
}

/** Reads a receipt; throws where the file holds anything else. */
export const readReceipt = (path: string): Receipt => parsed(path, receiptShape, jsonOf(path))

/** What stands on disk of a delivery, by any of its files; `undefined` where nothing that can be read does. */
export function recordOf(file: string): DeliveryRecord | undefined {
  for (const path of [pendingPath(file), receiptPath(file)]) {
    try {
      if (existsSync(path)) return readPending(path)
    } catch {
      // Not ours to the letter: as good as none.
    }
  }
  return undefined
}

export const idOf = (record: DeliveryRecord) =>
  'receipt' in record ? record.receipt.deliveryId : record.pending.deliveryId

const isFirstVersion = (content: unknown) =>
  typeof content === 'object' && content !== null && 'version' in content && content.version === 1

function jsonOf(path: string): unknown {
  const text = readFileSync(path, 'utf8')
  try {
    return JSON.parse(text)
  } catch {
    // JSON.parse would quote the text, of which nobody knows what it is.
    throw new Error(`${path} is not valid JSON. Nothing can be sent from it.`)
  }
}

function parsed<T>(path: string, shape: v.GenericSchema<unknown, T>, content: unknown): T {
  const result = v.safeParse(shape, content)
  if (result.success) return result.output
  const [issue] = result.issues
  const where = v.getDotPath(issue)
  throw new Error(`${path} cannot be used: ${where ? `${where}: ` : ''}${issue.message}. Nothing can be sent from it.`)
}

/** Whether a pending file is the copy of a delivery whose own files lie in the folder below. */
export function isCopy(path: string): boolean {
  return ownFileOf(path) !== undefined
}

/** The delivery's own file, by the copy's result file, pending file or receipt beside it. */
export function ownFileOf(path: string): string | undefined {
  if (isOwnFile(path)) return undefined
  const record = recordOf(path)
  if (!record) return undefined
  const { upload } = 'receipt' in record ? record.receipt : record.pending
  return ['deliveries', 'zephyr-deliveries']
    .map((name) => join(dirname(path), name, upload))
    .find((file) => existsSync(pendingPath(file)) || existsSync(receiptPath(file)))
}

export function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    // No folder, or one that may not be read: nothing of ours is there.
    return []
  }
}
