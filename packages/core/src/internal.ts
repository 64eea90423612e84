// `@zephyr-reporters/core/internal`: what our own packages share and nobody else should rely on. It changes with any
// release; the packages of one release fit together. The public names are those of the other faces.

export { temporaryPath } from './atomic.js'
export { defaultWaitSeconds } from './config/kinds.js'
export { problemParts } from './config/problems.js'
export { serverFileName, writeServerFile } from './config/server-file.js'
export type { ServerRules } from './config/server-rules.js'
export { archive } from './delivery/archive.js'
export { paced } from './delivery/clock.js'
export { placeResult } from './delivery/copy.js'
export { cycleFit } from './delivery/cycle-dates.js'
export { unfinishedWarning } from './delivery/find-records.js'
export { exitCodeOf, verificationSentence } from './delivery/message.js'
export { completeDetail, planLines, updatedDetail } from './delivery/plan.js'
export { newPending, savePending, saveReceipt, sha256Of } from './delivery/record.js'
export {
  isDeliveriesFolder,
  isOwnFile,
  newOwnFile,
  ownFileOf,
  pendingPath,
  receiptPath,
  resultPath,
} from './delivery/record-files.js'
export { holdReplaced, resendRefusal } from './delivery/resend.js'
export { clientFor, clientOptions, isLocked, jobsNamed, progressOf } from './delivery/server.js'
export { usualLimitMb } from './delivery/size.js'
export { messageOf, withVariables } from './display.js'
export { masking } from './mask.js'
export { printable, printableJson, printableLine } from './printable.js'
export { resultFilePath } from './reporter/result-file.js'
export { isAsSent } from './verify/delivery.js'
export { stockRules } from './verify/probe.js'
export { comparable, decodeEntities } from './zephyr/decode.js'
export { proxyFor } from './zephyr/proxy.js'
export type { ReadBack } from './zephyr/readback.js'
export { createReadBack } from './zephyr/readback.js'
export { tlsReason } from './zephyr/tls-reason.js'

/** Measures by which rules a server reads result files; see `zephyr-report calibrate`. */
export const calibrate: typeof import('./verify/calibrate.js').calibrate = async (request) =>
  (await import('./verify/calibrate.js')).calibrate(request)
