import { displayPath, messageOf } from '../display.js'
import type { Verification } from '../verify/verification.js'
import { ZephyrError } from '../zephyr/errors.js'
import type { DeliveryResult } from './deliver-types.js'
import type { Doubt } from './evidence.js'
import { pendingPath } from './record-files.js'
import type { Receipt } from './record-types.js'
import { isLocked } from './server.js'
import { resendFrom } from './state.js'
import type { Delivery } from './state-types.js'
import type { Waited } from './wait.js'

// What people read of a delivery, and what scripts get: every sentence and exit code, by its state.

export interface Undelivered {
  delivery: Delivery
  /** What the POST, or what came before it, failed with. */
  error?: Error
  /** What the last look failed with. */
  lookError?: Error
  /** The result file. */
  file: string
  /** The pending file is on disk. */
  isOnDisk: boolean
  /** Whether the job had an environment to be sent with. */
  hasEnvironment?: boolean
}

/** The message for a delivery that ended as `refused` or `undecided`. */
export function undeliveredMessage(ended: Undelivered): string {
  const sentences = ended.delivery.state === 'undecided' ? undecidedSentences(ended) : refusedSentences(ended)
  return sentences.filter(Boolean).join(' ')
}

function refusedSentences(ended: Undelivered): (string | undefined)[] {
  const { delivery, error, file, isOnDisk } = ended
  const absent =
    delivery.reason === 'provedAbsent' ? 'Zephyr was asked for a minute, and does not have them.' : undefined
  const late =
    delivery.reason === 'timeOver'
      ? 'The time for the delivery was over before they could be sent; ZEPHYR_DELIVERY_TIMEOUT sets it.'
      : undefined
  // What was refused is refused again unless something else is sent.
  const isWrong = error instanceof ZephyrError && (error.status === 400 || error.status === 404)
  const other = isWrong ? `, or \`${uploadCommand(file)}\` with other options` : ''
  const next = isOnDisk
    ? `They are kept in ${displayPath(file)}; \`${resendCommand(file)}\` sends them${other}.`
    : `They are in ${displayPath(file)}; \`${uploadCommand(file)}\` sends them.`
  const said = error && messageOf(error)
  return ['The results were not delivered to Zephyr.', said, absent, late, environmentSentence(ended), next]
}

/** An administrator may have made `environment` mandatory, and what the server then says is not documented (docs/zephyr.md). */
function environmentSentence({ error, hasEnvironment }: Undelivered): string | undefined {
  if (hasEnvironment || !(error instanceof ZephyrError) || error.status !== 400 || isLocked(error)) return undefined
  if (error.operation !== 'createAndExecuteJob') return undefined
  return 'No environment was sent: if this server asks for one (`npx zephyr-report doctor` shows it), set ZEPHYR_ENVIRONMENT.'
}

function undecidedSentences({ delivery, error, lookError, file, isOnDisk }: Undelivered): (string | undefined)[] {
  const why = whyUndecided(delivery, lookError)
  const next = isOnDisk
    ? `They are kept in ${displayPath(file)}. ${resendHint(delivery, file)}`
    : `They are in ${displayPath(file)}; look at the job in Zephyr, and if they are not there, \`${uploadCommand(file)}\` sends them.`
  return ['It is not known whether the results arrived in Zephyr.', error && messageOf(error), why, next]
}

function whyUndecided(delivery: Delivery, lookError: Error | undefined): string | undefined {
  switch (delivery.reason) {
    case 'timeOver':
      return timeOverSentence(delivery, lookError)
    case 'lookFailed':
      return `Zephyr could not be asked either: ${lookError ? messageOf(lookError) : 'it did not answer.'}`
    case 'unprovable':
      return doubtSentence(delivery.unproved)
    case 'notRun':
      return delivery.executedAt === undefined
        ? `Zephyr has the file (job ${delivery.jobId}), but shows no run of it.`
        : `Zephyr has the file (job ${delivery.jobId}) and was asked once to run it, but shows no run of it. If the job in Zephyr has none either: \`npx zephyr-report jobs run ${delivery.jobId}\``
    case 'tooEarly':
      return 'Zephyr does not have them so far, but may still be at work on them.'
    default:
      return undefined
  }
}

function timeOverSentence({ showing, unproved }: Delivery, lookError: Error | undefined): string {
  if (lookError) return `Zephyr could not be asked before the time for the delivery was over: ${messageOf(lookError)}`
  const asked = 'Zephyr was asked until the time for the delivery was over'
  if (showing?.found === 'absent') return `${asked}, and did not show them; it may still be at work on them.`
  return [`${asked}.`, doubtSentence(unproved)].filter(Boolean).join(' ')
}

function resendHint({ reason, postedAt }: Delivery, file: string): string {
  const command = `\`${resendCommand(file)}\``
  const from = postedAt === undefined ? undefined : clockTime(resendFrom(postedAt))
  if (reason === 'tooEarly')
    return `${command} sends them from ${from} on if they are not there by then; with \`--wait\` it waits for that.`
  return `${command} asks Zephyr first, and sends only what is not there${from ? `, from ${from} on` : ''}.`
}

/** To the minute, with date and zone, since a CI machine may be in any zone. */
const clockTime = (epochMs: number) => `${new Date(epochMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`

function doubtSentence(doubt: Doubt | undefined): string | undefined {
  switch (doubt?.because) {
    case 'otherFile':
      return `Zephyr does not show whether they arrived: job ${doubt.jobId} shows another delivery's file (${doubt.file}), and only the last file is shown.`
    case 'newJobs':
      return `Zephyr does not show whether they arrived: it has new jobs since (${doubt.jobIds.join(', ')}), and does not show whose files they have.`
    case 'newerRun':
      return `Zephyr does not show whether they arrived: job ${doubt.jobId} has a newer run (${doubt.runId}), and does not show our file.`
    case 'changedFile':
      return `Zephyr does not show whether they arrived: job ${doubt.jobId} shows another file than before (${doubt.file}).`
    case 'unclearRun':
      return `Zephyr has the file (job ${doubt.jobId}), but whether run ${doubt.runId} is of it or of another delivery the server does not show.`
    case 'noFileNames':
      return 'Zephyr does not show whether they arrived: its list does not show the names of uploaded files.'
    case 'notListed':
      return `Zephyr does not show whether they arrived: job ${doubt.jobId} is not in its list any more.`
    case 'gone':
      return `Zephyr does not show whether they arrived: job ${doubt.jobId} has shown our file, and does not any more.`
    default:
      return undefined
  }
}

/** Printed before the server is asked about a POST whose effect is unknown. */
export function askingLine({ resumed, doubt }: Delivery, error?: Error): string {
  if (resumed && doubt === undefined) return 'These results may have been sent before: asking Zephyr.'
  return `It is not known whether Zephyr took the results: asking before anything is sent again.${error ? ` (${messageOf(error)})` : ''}`
}

/** Printed before a POST is retried. */
export const retryLine = (error: Error, afterMs: number): string =>
  `${messageOf(error)} Trying again in ${Math.ceil(afterMs / 1000)} ${Math.ceil(afterMs / 1000) === 1 ? 'second' : 'seconds'}.`

export function deliveredMessage({ jobName, jobId, runId, counts, url, links }: Receipt): string {
  const job = `job "${jobName ?? ''}"${jobId === undefined ? '' : ` (${jobId})`}`
  const tests = `${counts.recorded} test ${counts.recorded === 1 ? 'case' : 'cases'}: ${counts.passed} passed, ${counts.failed} failed`
  return `Delivered to Zephyr at ${url}: ${job}, run ${runId ?? 'not known'}. ${tests}.${seeSentence(links)}`
}

export const endedWell = ({ runId, status, links }: Receipt): string =>
  `Zephyr has processed run ${runId}: ${status}.${seeSentence(links)}`

const seeSentence = (links: Receipt['links']) => (links ? ` See ${links.run ?? links.release}` : '')

/** Differences that are listed; the receipt has all of them. */
const shownDifferences = 20

/** What `verify` found, as printed. */
export function verificationSentence(verification: Verification): string {
  const { verified, why, right = 0, wrong = [], missing = [], attachments } = verification
  if (!verified) return `Not verified: ${why?.replace(/\.$/, '')}.`
  const attached = attachments ? ` ${attachments.attached} ${plural(attachments.attached, 'attachment')} added.` : ''
  const all = right + wrong.length + missing.length
  if (wrong.length + missing.length === 0)
    return `Verified: ${right === 1 ? 'the 1 test case is' : `all ${right} test cases are`} recorded as sent.${attached}`
  const lines = [...wrong, ...missing].map(({ folders, name, expected, found }) => {
    const has = found === undefined ? 'is not there' : `is recorded as ${found}`
    return `  ${[...folders, name].join(' > ')}: sent as ${expected}, ${has}`
  })
  const more =
    lines.length > shownDifferences ? [`  … and ${lines.length - shownDifferences} more: see the receipt`] : []
  return [
    `Zephyr has recorded ${wrong.length} of ${all} test ${plural(all, 'case')} otherwise, and ${missing.length} not at all.${attached}`,
    ...lines.slice(0, shownDifferences),
    ...more,
  ].join('\n')
}

const plural = (count: number, noun: string) => (count === 1 ? noun : `${noun}s`)

/** Files that could not be put on their executions, by reason. */
export function attachmentLines({ attachments }: Verification): string[] {
  const reasons = new Map<string, string[]>()
  for (const { path, why, undecided } of attachments?.left ?? []) {
    const reason = undecided ? `${why} Whether they are there is not known.` : why
    reasons.set(reason, [...(reasons.get(reason) ?? []), displayPath(path)])
  }
  return Array.from(reasons, ([why, paths]) => {
    const more = paths.length > 3 ? ` and ${paths.length - 3} more` : ''
    return `Not attached: ${paths.slice(0, 3).join(', ')}${more}. ${why}`
  })
}

/** The message where `wait` is set, but the server does not show which run to wait for. */
export const unidentified = (receipt: Receipt): string =>
  `${deliveredMessage(receipt)} The server does not show ${receipt.jobId === undefined ? "the job's id" : 'which run is ours'}, so its end cannot be waited for.`

export function endedBadly({ jobId, runId }: Receipt, waited: Exclude<Waited, { ended: 'success' }>): string {
  const why = waited.ended === 'unknown' ? waited.why : `it ended as "${waited.progress.status}"`
  return `Zephyr took the results (job ${jobId}, run ${runId ?? 'not known'}), but ${why}. Look at the job in Zephyr, or: npx zephyr-report status ${jobId}`
}

/** 0 delivered, 1 refused or not known, 3 the run ended without success; of several deliveries the worst. */
export function exitCodeOf(...results: readonly Pick<DeliveryResult, 'status'>[]): 0 | 1 | 3 {
  const statuses = new Set(results.map(({ status }) => status))
  if (statuses.has('failed') || statuses.has('not known')) return 1
  return statuses.has('ended without success') ? 3 : 0
}

const resendCommand = (file: string) => `npx zephyr-report resend ${quoted(displayPath(pendingPath(file)))}`
const uploadCommand = (file: string) => `npx zephyr-report upload ${quoted(displayPath(file))}`

/** A path that a shell takes as one word. */
const quoted = (path: string) => (/^[\w./\\:@%+=,-]+$/.test(path) ? path : `"${path}"`)
