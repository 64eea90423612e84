import * as v from 'valibot'
import { groups, type Operation, type OperationGroup, operations } from '../routes/operations.js'

const seconds = v.pipe(v.number(), v.minValue(0))
const count = v.pipe(v.number(), v.integer(), v.minValue(1))
const operation = v.picklist([...operations, ...(Object.keys(groups) as OperationGroup[])])

/** When a step of an operation is carried out: at once, never, or so many seconds after the request was read. */
const step = v.union([v.boolean(), seconds])

export const answers = [
  'error',
  'html',
  'broken',
  'cut',
  'empty',
  'wrong-shape',
  'redirect',
  'redirect-loop',
  'drop',
  'hang',
  'not-http',
] as const

/** One thing that goes wrong. The first fault of the list that fits a request is taken. */
export const faultSchema = v.strictObject({
  /** Operations or groups of them. Default `all`. */
  on: v.optional(v.union([operation, v.pipe(v.array(operation), v.minLength(1))])),
  /** Which requests of an operation, counted from 1 since the habits were set: one, or a list. Default: every one. */
  nth: v.optional(v.union([count, v.array(count)])),
  /** The first and the last of the requests that it fits. */
  from: v.optional(count),
  until: v.optional(count),
  /** How often it happens at most. */
  times: v.optional(count),
  /** How likely it is, from 0 to 1, by the seed. Default 1. */
  chance: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  /** Seconds before the answer. */
  delay: v.optional(seconds),
  /** Whether the request's body is read before the answer. Default `after-body`. */
  at: v.optional(v.picklist(['before-body', 'during-body', 'after-body'])),
  /** When the server keeps what was sent. Default: never where the answer is another than the server's own, else at once. */
  stores: v.optional(step),
  /** When it then starts the run. Default: as `stores`. */
  runs: v.optional(step),
  /** Default: `error` where a `status` or a `message` is set, else the server's own answer, which waits for both steps. */
  answer: v.optional(v.picklist(answers)),
  status: v.optional(v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(999))),
  message: v.optional(v.string()),
  /** The whole answer, in place of what `answer` and `message` make of it. */
  body: v.optional(v.string()),
  headers: v.optional(v.record(v.string(), v.string())),
  /** Seconds, or the header's text. */
  retryAfter: v.optional(v.union([seconds, v.string()])),
  /** Where a redirect leads. Default `/login`. */
  location: v.optional(v.string()),
})
export type Fault = v.InferOutput<typeof faultSchema>
export type FaultAnswer = (typeof answers)[number]

/** The operations a fault is bound to. */
export function boundTo({ on = 'all' }: Fault): ReadonlySet<Operation> {
  const named = typeof on === 'string' ? [on] : on
  return new Set(named.flatMap((name): readonly Operation[] => (isGroup(name) ? groups[name] : [name])))
}

const isGroup = (name: Operation | OperationGroup): name is OperationGroup => name in groups

/** What the client gets in place of the server's own answer; `undefined`: nothing else. */
export const answerOf = ({ answer, status, message, body }: Fault): FaultAnswer | undefined =>
  answer ?? (status !== undefined || message !== undefined || body !== undefined ? 'error' : undefined)
