export type { Clock, Limit } from './clock.js'
export { paced } from './clock.js'
export { placeResult } from './copy.js'
export { type CycleFit, cycleFit } from './cycle-dates.js'
export type { DeliveryRequest, DeliveryResult } from './deliver.js'
export { deliver } from './deliver.js'
export { exitCodeOf, verificationSentence } from './message.js'
export type { Circumstances, Plan } from './plan.js'
export { completeDetail, planDelivery, planLines, updatedDetail } from './plan.js'
export {
  archive,
  checkUnchanged,
  findPending,
  findReceipts,
  findUnfinished,
  forgetPending,
  newPending,
  own,
  savePending,
  saveReceipt,
  sha256Of,
  unfinishedWarning,
} from './record.js'
export {
  isDeliveriesFolder,
  isOwnFile,
  newOwnFile,
  ownFileOf,
  pendingPath,
  readPending,
  readReceipt,
  receiptPath,
  resultPath,
} from './record-files.js'
export type { Pending, Receipt } from './record-types.js'
export type { ResendRequest } from './resend.js'
export { holdReplaced, resend, resendRefusal } from './resend.js'
export type { DeliveryServer } from './server.js'
export { clientFor, clientOptions, isLocked, jobsNamed } from './server.js'
export { usualLimitMb } from './size.js'
export type { DeliveryState } from './state.js'
export { mayHaveArrived } from './state.js'
export { meaningOf } from './status.js'
export type { Waited, WaitRequest } from './wait.js'
export { waitForRun } from './wait.js'
