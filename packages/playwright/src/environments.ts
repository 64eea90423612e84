import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { constants, inflateRawSync } from 'node:zlib'
import type { Suite } from '@playwright/test/reporter'

/**
 * The names (`PWTEST_BOT_NAME`) of the blob reports that `merge-reports` merges. Playwright itself gives a reporter a
 * name only as the first tag of each test, where it looks like any other tag.
 */
export function namesOfBlobs(args: readonly string[]): string[] {
  const folder = resolve(folderOf(args))
  const names = blobsIn(folder).map((file) => nameOf(join(folder, file)))
  return [...new Set(names.filter((name) => name !== undefined))]
}

/** The name of the blob report that a merged project's tests came from. */
export function environmentOf(ofProject: Suite, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined
  const tests = ofProject.allTests()
  return names.find((name) => tests.length > 0 && tests.every(({ tags }) => tags[0] === `@${name}`))
}

/** The argument of `playwright merge-reports [options] [dir]`; the working directory where there is none. */
function folderOf(args: readonly string[]): string {
  const rest = args.slice(args.indexOf('merge-reports') + 1)
  return rest.find((argument, index) => !argument.startsWith('-') && !takesValue.test(rest[index - 1] ?? '')) ?? ''
}

const takesValue = /^(-c|--config|--reporter)$/

function blobsIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.zip'))
  } catch {
    return [] // Playwright reports a folder that is not there.
  }
}

function nameOf(path: string): string | undefined {
  try {
    const { method, params }: { method?: unknown; params?: { name?: unknown } } = JSON.parse(firstLine(path))
    const isMetadata = method === 'onBlobReportMetadata'
    return isMetadata && typeof params?.name === 'string' && params.name !== '' ? params.name : undefined
  } catch {
    return undefined // Playwright reports a blob that cannot be read.
  }
}

/** The first line of the report in a blob, a zip archive: its metadata. The rest, which may be long, is not read. */
function firstLine(path: string): string {
  const file = openSync(path, 'r')
  try {
    const read = (from: number, length: number) => {
      const bytes = Buffer.alloc(Math.max(0, length))
      return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, from))
    }
    const { size } = fstatSync(file)
    const entry = entriesOf(read, size).find(({ name }) => name.endsWith('.jsonl'))
    if (!entry) return ''
    const local = read(entry.offset, localHeaderBytes)
    const start = entry.offset + localHeaderBytes + local.readUInt16LE(26) + local.readUInt16LE(28)
    const packed = read(start, Math.min(entry.packedBytes, firstLineBytes))
    const plain = entry.isDeflated ? inflateRawSync(packed, { finishFlush: constants.Z_SYNC_FLUSH }) : packed
    return plain.toString('utf8').split('\n', 1)[0] ?? ''
  } finally {
    closeSync(file)
  }
}

/** How much of the packed report is read: enough for its metadata, which is about 300 bytes. */
const firstLineBytes = 64 * 1024

// Sizes and fields of the zip format, as its specification (APPNOTE.TXT 4.3.7, 4.3.12, 4.3.16) places them.
const localHeaderBytes = 30
const centralHeaderBytes = 46
/** The end record, and a comment of the greatest length behind it. */
const endBytes = 22 + 65_535

interface Entry {
  name: string
  offset: number
  packedBytes: number
  isDeflated: boolean
}

/** The directory at the archive's end. */
function entriesOf(read: (from: number, length: number) => Buffer, size: number): Entry[] {
  const tail = read(Math.max(0, size - endBytes), Math.min(size, endBytes))
  const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  if (end === -1) return []
  const directory = read(tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12))
  const entries: Entry[] = []
  for (let at = 0; at + centralHeaderBytes <= directory.length && directory.readUInt32LE(at) === 0x02014b50; ) {
    const nameLength = directory.readUInt16LE(at + 28)
    entries.push({
      name: directory.toString('utf8', at + centralHeaderBytes, at + centralHeaderBytes + nameLength),
      offset: directory.readUInt32LE(at + 42),
      packedBytes: directory.readUInt32LE(at + 20),
      isDeflated: directory.readUInt16LE(at + 10) === 8,
    })
    at += centralHeaderBytes + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}
