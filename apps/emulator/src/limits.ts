import { statSync } from 'node:fs'
import { extname } from 'node:path'
import type { Habits } from './habits/habits.js'
import { Refusal } from './refusal.js'

/** MIME types by ending. */
const types: Record<string, readonly string[]> = {
  '.avi': ['video/x-msvideo', 'video/avi'],
  '.bmp': ['image/bmp'],
  '.csv': ['text/csv', 'application/vnd.ms-excel'],
  '.doc': ['application/msword'],
  '.docx': ['application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  '.gif': ['image/gif'],
  '.gz': ['application/gzip', 'application/x-gzip'],
  '.har': ['application/json'],
  '.htm': ['text/html'],
  '.html': ['text/html'],
  '.jpeg': ['image/jpeg'],
  '.jpg': ['image/jpeg'],
  '.json': ['application/json'],
  '.log': ['text/plain'],
  '.md': ['text/markdown', 'text/plain'],
  '.mov': ['video/quicktime'],
  '.mp4': ['video/mp4'],
  '.pdf': ['application/pdf'],
  '.png': ['image/png'],
  '.ppt': ['application/vnd.ms-powerpoint'],
  '.pptx': ['application/vnd.openxmlformats-officedocument.presentationml.presentation'],
  '.svg': ['image/svg+xml'],
  '.txt': ['text/plain'],
  '.webm': ['video/webm'],
  '.webp': ['image/webp'],
  '.xls': ['application/vnd.ms-excel'],
  '.xlsx': ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  '.xml': ['application/xml', 'text/xml'],
  '.zip': ['application/zip', 'application/x-zip-compressed'],
}

export interface SentFile {
  path: string
  name: string
  /** What the client called it; empty where it did not. */
  contentType: string
}

/** Refuses what a server would not take as an attachment: its size, its ending, or a MIME type of another ending. */
export function assertAllowed({ path, name, contentType }: SentFile, { megabytes, endings }: Habits['limits']) {
  const size = statSync(path).size
  if (size > megabytes * 1024 * 1024)
    throw new Refusal(400, `${name} is larger than ${megabytes} MB, the most that an attachment may have.`)
  const ending = extname(name).toLowerCase()
  const allowed = endings ?? Object.keys(types)
  if (!allowed.includes(ending))
    throw new Refusal(400, `${name}: files ending in ${JSON.stringify(ending)} are not allowed.`)
  assertType(name, contentType)
}

/** What the vendor's plugin sends for each part says nothing about the file. */
const silent = new Set(['', 'multipart/form-data'])

export function assertType(name: string, contentType: string) {
  const given = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  const expected = types[extname(name).toLowerCase()]
  if (expected && !silent.has(given) && !expected.includes(given))
    throw new Refusal(400, `${name} has the MIME type ${given}, which is none of its ending's: ${expected.join(', ')}.`)
}

/** The type that a server notes for a file. */
export const typeOf = (name: string, contentType: string): string => {
  const given = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  return silent.has(given) ? (types[extname(name).toLowerCase()]?.[0] ?? 'application/octet-stream') : given
}

/** Refuses a result file beyond the limits of attachments, where the habits want them for result files too. */
export function assertResultFile(file: SentFile, { limits }: Habits) {
  if (limits.resultFiles) assertAllowed(file, limits)
}
