import * as v from 'valibot'
import { groups, type Operation, type OperationGroup, operations } from '../routes/operations.js'
import { habit, likelihood, positive, seconds } from './described.js'

const operation = v.picklist([...operations, ...(Object.keys(groups) as OperationGroup[])])
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
  on: habit(
    'the operation, a group of operations, or a list of them; not set: all',
    v.union([operation, v.pipe(v.array(operation), v.minLength(1))]),
  ),
  nth: habit(
    'which requests of an operation, counted from 1 since the habits were set; not set: each',
    v.union([positive, v.array(positive)]),
  ),
  from: habit('the first request that it fits', positive),
  until: habit('the last request that it fits', positive),
  times: habit('how often it happens at most', positive),
  chance: habit('how likely it is, by the seed', likelihood),
  at: habit(
    'how much of the request is read before the answer: nothing, its first piece, or all of it (also where not set)',
    v.picklist(['before-body', 'during-body', 'after-body']),
  ),
  delay: habit('seconds before the answer', seconds),
  stores: habit(
    'when the server keeps what was sent: at once, never, or so many seconds after it was read; not set: never where the answer is not the server’s own, else at once',
    step,
  ),
  runs: habit('when it then starts the run; not set: as `stores`', step),
  answer: habit(
    'what the client gets; not set: `error` where a status, message or body is set, else the server’s own answer, which waits for both steps',
    v.picklist(answers),
  ),
  status: habit('the status of the answer', v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(999))),
  message: habit('what the error says', v.string()),
  body: habit('the whole body of the answer', v.string()),
  headers: habit('headers of the answer', v.record(v.string(), v.string())),
  retryAfter: habit('the header Retry-After: seconds, or its text', v.union([seconds, v.string()])),
  location: habit('where a redirect leads; not set: `/login`', v.string()),
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
