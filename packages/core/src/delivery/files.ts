import { createHash, randomBytes } from 'node:crypto'
import {
  closeSync,
  copyFileSync,
  createReadStream,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import * as v from 'valibot'
import { deliveryStates } from './state.js'

// Beside `jest.xml` stands either `jest.pending.json` (not yet delivered: everything needed to send it, no secret) or
// `jest.receipt.json` (Zephyr has taken it). Never both: a pending file becomes the receipt by one rename.

const shard = v.object({ current: v.number(), total: v.number() })
const counts = v.object({
  total: v.number(),
  passed: v.number(),
  failed: v.number(),
  flaky: v.number(),
  notRun: v.number(),
  recorded: v.number(),
  omitted: v.record(v.string(), v.number()),
})

/** What Zephyr took, and what became of it so far. */
const receipt = v.object({
  deliveryId: v.string(),
  /** The server's address. */
  url: v.string(),
  /** Missing where the server did not tell it. */
  jobId: v.optional(v.number()),
  jobName: v.optional(v.string()),
  runId: v.optional(v.number()),
  state: v.optional(v.picklist(['accepted', 'finished'])),
  /** The last status seen: `new`, `queued`, `complete`, … */
  status: v.optional(v.string()),
  cycleId: v.optional(v.number()),
  counts,
  /** Of the result file. */
  sha256: v.string(),
  /** The uploaded file's name. */
  upload: v.string(),
  /** When Zephyr took it, ISO 8601. */
  deliveredAt: v.string(),
})
export type Receipt = v.InferOutput<typeof receipt>

/** What stood on the server before a POST: whatever differs later was made since. */
const before = v.object({
  jobs: v.array(v.object({ id: v.number(), attachmentName: v.optional(v.string()) })),
  runId: v.optional(v.number()),
})
export type Before = v.InferOutput<typeof before>

const pending = v.object({
  version: v.literal(1),
  deliveryId: v.string(),
  runner: v.string(),
  createdAt: v.string(),
  sha256: v.string(),
  upload: v.string(),
  counts,
  shard: v.optional(shard),
  /** Options with their values, and which of them were set; no secret. */
  settings: v.record(v.string(), v.unknown()),
  set: v.array(v.string()),
  state: v.picklist(deliveryStates),
  postedAt: v.optional(v.number()),
  executedAt: v.optional(v.number()),
  target: v.optional(
    v.object({ jobId: v.optional(v.number()), projectId: v.number(), releaseId: v.number(), jobName: v.string() }),
  ),
  before: v.optional(before),
  /** Why it was not delivered, in plain words. */
  problem: v.optional(v.string()),
})
export type Pending = v.InferOutput<typeof pending>
export type Target = NonNullable<Pending['target']>

const stem = (file: string) => file.replace(/\.(xml|pending\.json|receipt\.json)$/i, '')
export const pendingPath = (file: string) => `${stem(file)}.pending.json`
export const receiptPath = (file: string) => `${stem(file)}.receipt.json`
/** The result file of a pair: `jest.xml`, or as `outputFile` spells it where that does not end in `.xml`. */
export function resultPath(file: string): string {
  const asNamed = file.replace(/\.(pending|receipt)\.json$/, '')
  return existsSync(asNamed) ? asNamed : `${stem(file)}.xml`
}

/** Sortable by time, unlike any other, safe in a file's name. */
export const newDeliveryId = (now = Date.now()) => `${now.toString(36)}${randomBytes(6).toString('hex')}`

/** A receipt of an earlier delivery of this file goes first: never both. */
export function savePending(file: string, content: Pending) {
  rmSync(receiptPath(file), { force: true })
  replaceFile(pendingPath(file), content)
}

/** Works on a full disk too. */
export const forgetPending = (file: string) => rmSync(pendingPath(file), { force: true })

/** The pending file becomes the receipt: first its content, then, by one rename, its name. */
export function saveReceipt(file: string, content: Receipt) {
  if (existsSync(pendingPath(file))) {
    replaceFile(pendingPath(file), content)
    renameSync(pendingPath(file), receiptPath(file))
  } else replaceFile(receiptPath(file), content)
}

export type Kept = { pending: Pending } | { receipt: Receipt }

/** Reads a pending file; one that was interrupted just before it was renamed is the receipt it was to become. */
export function readPending(path: string): Kept {
  const content: unknown = JSON.parse(readFileSync(path, 'utf8'))
  const asReceipt = v.safeParse(receipt, content)
  return asReceipt.success ? { receipt: asReceipt.output } : { pending: v.parse(pending, content) }
}

export const readReceipt = (path: string): Receipt => v.parse(receipt, JSON.parse(readFileSync(path, 'utf8')))

/** Makes room for a new run's file: an undelivered pair moves aside under its delivery id, a receipt goes. Answers where to. */
export function setAside(file: string): string | undefined {
  const path = pendingPath(file)
  if (existsSync(path)) {
    const kept = readKept(path)
    if (kept && 'receipt' in kept) rmSync(path)
    else return moveAside(file, kept ? kept.pending.deliveryId : newDeliveryId())
  }
  removeReceipt(file)
  return undefined
}

export function removeReceipt(file: string) {
  if (existsSync(receiptPath(file))) rmSync(receiptPath(file), { force: true })
}

function moveAside(file: string, deliveryId: string): string {
  const aside = `${stem(file)}-${deliveryId}.xml`
  // The file first stands under both names, so that no instant is without a whole pair.
  if (existsSync(file)) {
    rmSync(aside, { force: true })
    linkOrCopy(file, aside)
  }
  renameSync(pendingPath(file), pendingPath(aside))
  rmSync(file, { force: true })
  return aside
}

/** Not every file system has links. */
function linkOrCopy(from: string, to: string) {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
  }
}

function readKept(path: string): Kept | undefined {
  try {
    return readPending(path)
  } catch {
    return undefined
  }
}

/** All pending files below a folder, those moved aside too, oldest first. */
export function findPending(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.pending.json') && !name.includes('node_modules'))
    .map((name) => ({ path: join(folder, name), begun: begunAt(join(folder, name)) }))
    .sort((a, b) => (a.begun < b.begun ? -1 : 1))
    .map(({ path }) => path)
}

function begunAt(path: string): string {
  const kept = readKept(path)
  if (!kept) return ''
  return 'receipt' in kept ? kept.receipt.deliveredAt : kept.pending.createdAt
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece)
  return hash.digest('hex')
}

/** Whole or not at all, even when the machine dies: temporary file, fsync, rename, fsync of the folder. */
function replaceFile(path: string, content: unknown) {
  const temporary = `${path}.${process.pid}.tmp`
  const file = openSync(temporary, 'w')
  try {
    writeSync(file, `${JSON.stringify(content, null, 2)}\n`)
    fsyncSync(file)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  } finally {
    closeSync(file)
  }
  renameSync(temporary, path)
  syncFolder(dirname(path))
}

function syncFolder(path: string) {
  // Windows opens no folder.
  if (process.platform === 'win32') return
  const folder = openSync(path, 'r')
  fsyncSync(folder)
  closeSync(folder)
}
