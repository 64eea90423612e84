import * as v from 'valibot'
import { printableLine } from '../printable.js'

// What the nine operations must answer; more than is asked for is kept, less is an error. An id that an older server
// spells as text is read as the number it is; one beyond 2^53 would become another job's.
const id = v.union([
  v.pipe(v.number(), v.safeInteger()),
  v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number), v.safeInteger()),
])

const known = <T>(schema: v.GenericSchema<unknown, T>) =>
  v.optional(
    v.pipe(
      v.nullable(schema),
      v.transform((value) => value ?? undefined),
    ),
  )
export const run = v.looseObject({ id, status: v.string(), cycleId: known(id), page: known(v.string()) })
export const runs = v.array(run)
/** What a server spells as `null` is not set, and must not be sent back as a value. */
export const job = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform((job) => Object.fromEntries(Object.entries(job).filter(([, value]) => value !== null))),
  v.looseObject({ id }),
)
export const jobs = v.array(v.looseObject({ id, jobName: known(v.string()), attachmentName: known(v.string()) }))
export const cancelled = v.union([
  v.literal(true),
  v.pipe(
    v.literal('true'),
    v.transform(() => true as const),
  ),
])

/** What a server said in an error's body: JSON, JSON within JSON, an HTML page's title, or text. Masked, one line, bounded. */
export function serverMessage(body: string, mask: (text: string) => string): string | undefined {
  const text = body.trim()
  if (text === '') return undefined
  const said = fromJson(text) ?? htmlTitle(text) ?? text
  // Masked before it is cut to what is shown: half a secret would no longer be found.
  const line = mask(printableLine(beginning(said)))
    .replace(/\s+/g, ' ')
    .trim()
  return bounded(line) || undefined
}

/** Cuts a text to what is searched in it; the last word of a cut text is left out, for it may be half a secret. */
const beginning = (text: string) => (text.length > 50_000 ? text.slice(0, text.lastIndexOf(' ', 50_000)) : text)

export const bounded = (text: string) => (text.length > 500 ? `${text.slice(0, 500)}…` : text)

export const isHtml = (body: string) => /^\s*<(!doctype html|html|head|body)\b/i.test(body)

function fromJson(text: string, depth = 0): string | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value === 'string') return (depth < 3 && fromJson(value, depth + 1)) || value
  if (typeof value !== 'object' || value === null) return undefined
  const fields = new Map(Object.entries(value))
  for (const name of ['errorMsg', 'message', 'errorMessage', 'error']) {
    const said = fields.get(name)
    if (typeof said === 'string' && said.trim() !== '') return (depth < 3 && fromJson(said, depth + 1)) || said
  }
  return undefined
}

function htmlTitle(text: string): string | undefined {
  if (!isHtml(text)) return undefined
  const head = text.slice(0, 50_000)
  const tag = head.search(/<title[\s>]/i)
  const from = tag === -1 ? -1 : head.indexOf('>', tag)
  const title = from === -1 ? '' : (head.slice(from + 1).split('<', 1)[0] ?? '').trim()
  return title ? `a page titled "${title}"` : 'an HTML page'
}
