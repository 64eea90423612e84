import * as v from 'valibot'
import * as kinds from '../config/kinds.js'
import { type OptionName, options } from '../config/options.js'
import type { Pending, Receipt, StoredSettings } from './record-types.js'
import { deliveryStates } from './state-types.js'

// What stands in a delivery's `….pending.json` and `….receipt.json`. Files may come from an artifact, another machine or
// another hand: they are read as strictly as what a user writes. What the values mean: record-types.ts.

/** Eight characters of time, which make ids sortable, and twelve random ones. */
const deliveryIdPattern = '[0-9a-z]{8}[0-9a-f]{12}'
const deliveryId = v.pipe(v.string(), v.regex(new RegExp(`^${deliveryIdPattern}$`), 'no id of a delivery'))

const id = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const moment = v.pipe(v.string(), v.isoTimestamp())
const epochMs = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'no SHA-256'))
/** A name that a message may show in one line. */
const label = v.pipe(v.string(), v.maxLength(1000))
/** A file in the folder above `deliveries/`: never a path, which could lead anywhere. */
const fileName = v.pipe(v.string(), v.maxLength(255), v.regex(/^(?!\.{1,2}$)[^/\\\0]+$/, 'no name of a file'))

const shard = v.pipe(
  v.object({ current: id, total: id }),
  v.check(({ current, total }) => current <= total, 'no part of its total'),
)
const counts = v.object({
  total: count,
  passed: count,
  failed: count,
  flaky: count,
  notRun: count,
  recorded: count,
  omitted: v.record(v.string(), count),
})

const common = {
  deliveryId,
  counts,
  /** SHA-256 of the result file as it was written. */
  sha256,
  /** The uploaded file's name, which no other upload has. */
  upload: v.pipe(v.string(), v.regex(new RegExp(`^[\\w.-]+-${deliveryIdPattern}\\.xml$`), 'no name of an upload')),
  /** Name of the copy that people look at, in the folder above. */
  resultFile: v.optional(fileName),
  /** Ids of unsent deliveries with identical bytes for this job: this delivery is sent in their place. */
  replaces: v.optional(v.array(deliveryId)),
  /** Only shown to people: nothing is read from there. */
  packageRoot: v.optional(v.object({ folder: v.pipe(v.string(), v.maxLength(4096)), from: label })),
}
const isOwnUpload = ({ upload, deliveryId: of }: { upload: string; deliveryId: string }) =>
  upload.endsWith(`-${of}.xml`)
const othersUpload = 'the upload of another delivery'

const difference = v.object({
  folders: v.array(v.string()),
  name: v.string(),
  expected: label,
  found: v.optional(label),
})
const verification = v.object({
  verified: v.boolean(),
  why: v.optional(v.string()),
  right: v.optional(count),
  wrong: v.optional(v.array(difference)),
  missing: v.optional(v.array(difference)),
  before: v.optional(count),
  attachments: v.optional(
    v.object({
      attached: count,
      left: v.array(v.object({ path: v.string(), why: v.string(), undecided: v.optional(v.literal(true)) })),
    }),
  ),
})

export const receiptShape: v.GenericSchema<unknown, Receipt> = v.pipe(
  v.object({
    ...common,
    /** The server's address. */
    url: v.union([kinds.url.schema, v.literal('')]),
    /** Missing where the server did not show it. */
    jobId: v.optional(id),
    jobName: v.optional(label),
    runId: v.optional(id),
    /** `finished` once the run's end was seen. */
    state: v.optional(v.picklist(['accepted', 'finished'])),
    /** The last status seen: `new`, `queued`, `complete`, … */
    status: v.optional(label),
    cycleId: v.optional(count),
    links: v.optional(
      v.object({ release: kinds.url.schema, repository: kinds.url.schema, run: v.optional(kinds.url.schema) }),
    ),
    /** When Zephyr took it, ISO 8601. */
    deliveredAt: moment,
    verified: v.optional(v.boolean()),
    verification: v.optional(verification),
  }),
  v.check((content) => isOwnUpload(content), othersUpload),
)
const before = v.object({
  jobs: v.array(v.object({ id, attachmentName: v.optional(v.string()) })),
  runId: v.optional(id),
  /** Learned later: a run that stood there beside another delivery's file. */
  othersRun: v.optional(v.object({ id, seenAt: epochMs, until: epochMs, isUnclear: v.optional(v.boolean()) })),
})
const target = v.object({ jobId: v.optional(id), projectId: count, releaseId: count, jobName: v.string() })
const isOption = (name: string): name is OptionName => Object.hasOwn(options, name)

/** Each value goes through its own option's parser; a secret or an unknown option is refused. */
const settings = v.pipe(
  v.record(v.string(), v.unknown()),
  v.rawTransform(({ dataset, addIssue }): StoredSettings => {
    const parsed: StoredSettings = {}
    for (const [name, value] of Object.entries(dataset.value)) {
      if (!isOption(name) || ('secret' in options[name] && options[name].secret)) {
        addIssue({ message: `"${name}" is no option that may stand here` })
        continue
      }
      const result = v.safeParse(options[name].kind.schema, value)
      if (result.success) parsed[name] = result.output
      else addIssue({ message: `${name} is not ${options[name].kind.expected}` })
    }
    return parsed
  }),
)

const pendingFields = {
  ...common,
  runner: v.pipe(v.string(), v.nonEmpty(), v.maxLength(100)),
  createdAt: moment,
  shard: v.optional(shard),
  /** Options with their values, as far as sending needs them; no secret, no path. */
  settings,
  /** Names of the options that were set, as against their defaults. */
  set: v.array(v.pipe(v.string(), v.check(isOption, 'no option'))),
  target: v.optional(target),
  before: v.optional(before),
  attachments: v.optional(
    v.array(
      v.object({
        packageName: v.string(),
        name: v.string(),
        files: v.array(
          v.object({ path: v.string(), contentType: v.pipe(v.string(), v.regex(/^[\w.+-]+\/[\w.+-]+$/)) }),
        ),
      }),
    ),
  ),
  /** Why it was not delivered, in plain words. */
  problem: v.optional(v.string()),
}

export const pendingShape: v.GenericSchema<unknown, Pending> = v.pipe(
  v.object({
    ...pendingFields,
    version: v.literal(2),
    state: v.picklist(deliveryStates),
    /** When the last POST began, or ended where that is known: epoch milliseconds. */
    postedAt: v.optional(epochMs),
    /** When execute-job was asked for a file that was stored and not run: epoch milliseconds. */
    executedAt: v.optional(epochMs),
  }),
  v.check((content) => isOwnUpload(content), othersUpload),
)
/** What versions before 0.2 wrote beside the result file. */
export const firstPendingShape: v.GenericSchema<unknown, Pending> = v.pipe(
  v.object({ ...pendingFields, version: v.literal(1), state: v.picklist(['sending', ...deliveryStates]) }),
  v.check((content) => isOwnUpload(content), othersUpload),
  v.transform(({ state, version: _, ...rest }): Pending => {
    // A POST may have been sent, nobody wrote down when: no earlier than the run's end.
    return { ...rest, version: 2, state: state === 'sending' ? 'inDoubt' : state }
  }),
)
