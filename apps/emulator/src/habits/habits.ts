import * as v from 'valibot'
import { groups } from '../routes/operations.js'
import { habit, habitOr, likelihood, positive, seconds } from './described.js'
import { faultSchema } from './fault.js'

const texts = ['plain', 'escaped', 'entities', 'numeric'] as const
const reshapings = ['entities', 'escaped', 'numeric', 'folded', 'trimmed', 'nfc', 'nfd', 'lower'] as const
const word = v.pipe(v.string(), v.minLength(1))

const shown = v.strictObject({
  jobName: habitOr(
    [],
    'what the list and job/detail make of a job’s name, one after the other; a number cuts it',
    v.array(v.union([v.picklist(reshapings), positive])),
  ),
  fileName: habitOr(
    'exact',
    'what they call an uploaded file `r.xml`: `r_1732190.xml`, `r.xml.gz`, `1732190_r.xml`, nothing, or a name of the server’s own',
    v.picklist(['exact', 'suffixed', 'zipped', 'prefixed', 'none', 'own']),
  ),
  detailTexts: habitOr(
    'plain',
    'how job/detail spells texts: as they are, with XML’s five characters escaped, and others by HTML’s names or numbers',
    v.picklist(texts),
  ),
  listTexts: habitOr('plain', 'the same for the list', v.picklist(texts)),
  statuses: v.optional(
    v.strictObject({
      new: habit('the word for a run that waits', word),
      queued: habit('the word for one that is under way', word),
      complete: habit('the word for one that ended', word),
      failed: habit('the word for one whose file was refused', word),
      cancelled: habit('the word for one that was stopped', word),
    }),
    {},
  ),
})

const lag = v.strictObject({
  list: habitOr(0, 'seconds by which the list of jobs lags behind', seconds),
  progress: habitOr(0, 'seconds by which a job’s progress lags behind', seconds),
  detail: habitOr(0, 'seconds by which job/detail lags behind', seconds),
  executions: habitOr(0, 'seconds after a run’s end before its executions are shown', seconds),
})

const runs = v.strictObject({
  newFor: habit('seconds a run stays `new`; not set: as the emulator was started', seconds),
  queuedFor: habit('seconds it then stays `queued`; not set: as the emulator was started', seconds),
  end: habitOr(
    'as-parsed',
    'how runs end: as their file is read, failed without a record, failed with every second record, or never',
    v.picklist(['as-parsed', 'failing', 'partial', 'never-ending']),
  ),
  chance: habitOr(1, 'how likely such an end is, by the seed', likelihood),
})

const parser = v.strictObject({
  rules: habitOr(
    'as-stored',
    'the rules for `junit`: the stored parser template, the vendor’s stock one (measured), one that records `<skipped>` as not executed, or one that records `<error>` and a failure without text as failed',
    v.picklist(['as-stored', 'stock', 'skipped-aware', 'error-aware']),
  ),
  sameName: habitOr(
    'two',
    'two records of one name in one folder: two test cases (seen in the vendor’s plugin), or one that the last of them decides',
    v.picklist(['two', 'one']),
  ),
  lostUploads: habitOr(
    true,
    'whether a requirement’s id that is no number loses the whole upload (seen in the vendor’s plugin), or just its link',
    v.boolean(),
  ),
})

const release = v.strictObject({
  lockedFor: habitOr(0, 'seconds from the habits’ start in which releases are locked: 400 (seen)', seconds),
  locked: habit('the ids of locked releases; not set: all', v.array(v.number())),
  message: habitOr('The release is locked. Please try again later.', 'what a locked release answers', v.string()),
  dates: habitOr(
    'ignored',
    'whether a cycle outside its release’s dates is refused: the product’s pages do so, of the API nobody knows',
    v.picklist(['ignored', 'enforced']),
  ),
})

const reads = v.strictObject({
  refused: habitOr(
    false,
    'reads beyond the nine operations that answer `status`: none, all, or these',
    v.union([v.boolean(), v.array(v.picklist(groups.reads))]),
  ),
  status: habitOr(403, 'what refused reads answer', v.picklist([400, 401, 403, 404, 500])),
  releaseById: habitOr(
    'refused',
    'what `release/ID` answers: 403 even for a release that is there (seen), or the release',
    v.picklist(['refused', 'allowed']),
  ),
  shape: habitOr(
    'native',
    'whether lists come as arrays, as `{ results: [] }`, or as the vendor’s plugin met each',
    v.picklist(['native', 'array', 'object']),
  ),
  pageSize: habit('the most executions in one answer, whatever was asked for', positive),
})

const limits = v.strictObject({
  megabytes: habitOr(50, 'the largest attachment (documented)', v.pipe(v.number(), v.minValue(0))),
  endings: habit(
    'allowed endings of attachments; not set: those that the emulator knows MIME types of',
    v.array(v.pipe(v.string(), v.startsWith('.'))),
  ),
  resultFiles: habitOr(false, 'whether size, ending and MIME type count for result files too (inferred)', v.boolean()),
})

/** How a server may behave. What is not set is as strict as what is known of Zephyr; the README's table has each. */
export const habitsSchema = v.strictObject({
  seed: habitOr(1, 'decides what happens by chance', v.pipe(v.number(), v.integer())),
  faults: v.optional(v.array(faultSchema), []),
  shown: v.optional(shown, {}),
  lag: v.optional(lag, {}),
  runs: v.optional(runs, {}),
  parser: v.optional(parser, {}),
  release: v.optional(release, {}),
  environment: habitOr(
    'optional',
    'whether jobs need an `environment`, as an administrator may decide (documented)',
    v.picklist(['optional', 'mandatory']),
  ),
  reads: v.optional(reads, {}),
  limits: v.optional(limits, {}),
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
