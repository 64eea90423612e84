import * as v from 'valibot'
import { groups } from '../routes/operations.js'
import { faultSchema } from './fault.js'

const seconds = v.pipe(v.number(), v.minValue(0))
const texts = ['plain', 'escaped', 'entities', 'numeric'] as const
const reshapings = ['entities', 'escaped', 'numeric', 'folded', 'trimmed', 'nfc', 'nfd', 'lower'] as const
const statusWord = v.pipe(v.string(), v.minLength(1))

/** How a server may behave; each habit is described in the README's table. Everything unset is as its default says. */
export const habitsSchema = v.strictObject({
  /** Decides what happens by chance. Default 1. */
  seed: v.optional(v.pipe(v.number(), v.integer()), 1),
  faults: v.optional(v.array(faultSchema), []),
  shown: v.optional(
    v.strictObject({
      /** What lists and details make of a job's name, one after the other; a number cuts it. */
      jobName: v.optional(
        v.array(v.union([v.picklist(reshapings), v.pipe(v.number(), v.integer(), v.minValue(1))])),
        [],
      ),
      /** What the list and the detail call an uploaded file. */
      fileName: v.optional(v.picklist(['exact', 'suffixed', 'zipped', 'prefixed', 'none', 'own']), 'exact'),
      /** How job/detail spells texts. */
      detailTexts: v.optional(v.picklist(texts), 'plain'),
      /** How the list spells texts. */
      listTexts: v.optional(v.picklist(texts), 'plain'),
      /** Words in place of the emulator's own for the states of a run. */
      statuses: v.optional(
        v.strictObject({
          new: v.optional(statusWord),
          queued: v.optional(statusWord),
          complete: v.optional(statusWord),
          failed: v.optional(statusWord),
          cancelled: v.optional(statusWord),
        }),
        {},
      ),
    }),
    {},
  ),
  /** Seconds by which answers lag behind the truth. */
  lag: v.optional(
    v.strictObject({
      list: v.optional(seconds, 0),
      progress: v.optional(seconds, 0),
      detail: v.optional(seconds, 0),
      executions: v.optional(seconds, 0),
    }),
    {},
  ),
  runs: v.optional(
    v.strictObject({
      /** Seconds a run stays `new`, and then `queued`. Default: as the emulator was started. */
      newFor: v.optional(seconds),
      queuedFor: v.optional(seconds),
      /** How runs end. `failing`: without a record; `partial`: with half of them; `never-ending`: they stay queued. */
      end: v.optional(v.picklist(['as-parsed', 'failing', 'partial', 'never-ending']), 'as-parsed'),
      /** How likely such an end is, by the seed. */
      chance: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 1),
    }),
    {},
  ),
  /** How result files are read: by the stored parser template of the job's framework, or by a rule set for `junit`. */
  parser: v.optional(
    v.strictObject({
      rules: v.optional(v.picklist(['as-stored', 'stock', 'skipped-aware', 'error-aware']), 'as-stored'),
      /** Two records of one name in one folder: two test cases, or one that the last of them decides. */
      sameName: v.optional(v.picklist(['two', 'one']), 'two'),
      /** Whether a requirement's id that is no number loses the whole upload, or just its link. */
      lostUploads: v.optional(v.boolean(), true),
    }),
    {},
  ),
  release: v.optional(
    v.strictObject({
      /** Seconds, from the start or from the habits' change, in which releases are locked. */
      lockedFor: v.optional(seconds, 0),
      /** Locked releases; default: all. */
      locked: v.optional(v.array(v.number())),
      message: v.optional(v.string(), 'The release is locked. Please try again later.'),
      /** Whether a cycle outside its release's dates is refused. */
      dates: v.optional(v.picklist(['ignored', 'enforced']), 'ignored'),
    }),
    {},
  ),
  environment: v.optional(v.picklist(['optional', 'mandatory']), 'optional'),
  /** The reads beyond the nine operations. */
  reads: v.optional(
    v.strictObject({
      /** All of them, or some, answer `status`. */
      refused: v.optional(v.union([v.boolean(), v.array(v.picklist(groups.reads))]), false),
      status: v.optional(v.picklist([400, 401, 403, 404, 500]), 403),
      /** Whether lists come as arrays or as `{ results: [] }`; `native`: as the vendor's plugin met each. */
      shape: v.optional(v.picklist(['native', 'array', 'object']), 'native'),
      /** The most executions of one answer, whatever was asked for. */
      pageSize: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
    }),
    {},
  ),
  /** Of files that are sent. */
  limits: v.optional(
    v.strictObject({
      megabytes: v.optional(v.pipe(v.number(), v.minValue(0)), 50),
      /** Allowed endings of attachments, with their dot. Default: those that the emulator knows MIME types of. */
      endings: v.optional(v.array(v.pipe(v.string(), v.startsWith('.')))),
      /** Whether size, ending and MIME type count for result files too. */
      resultFiles: v.optional(v.boolean(), false),
    }),
    {},
  ),
})
export type Habits = v.InferOutput<typeof habitsSchema>
export type HabitsInput = v.InferInput<typeof habitsSchema>
export type Reshaping = Habits['shown']['jobName'][number]
export type TextStyle = (typeof texts)[number]

/** Throws an error that names every habit that cannot be used. */
export function parseHabits(input: unknown, source = 'the habits'): Habits {
  const result = v.safeParse(habitsSchema, input)
  if (result.success) return result.output
  const problems = result.issues.map((issue) => `${v.getDotPath(issue) ?? source}: ${issue.message}`)
  throw new Error(`${source} cannot be used. ${problems.join('; ')}.`)
}
