export type { Clock } from './clock.js'
export { paced } from './clock.js'
export type { DeliveryRequest, DeliveryResult } from './deliver.js'
export { deliver } from './deliver.js'
export type { Pending, Receipt } from './files.js'
export {
  findPending,
  forgetPending,
  pendingPath,
  readPending,
  receiptPath,
  resultPath,
  setAside,
  sha256Of,
} from './files.js'
export { exitCodeOf } from './message.js'
export type { Circumstances, Plan } from './plan.js'
export { completeDetail, planDelivery, planLines, updatedDetail } from './plan.js'
export type { ResendRequest } from './resend.js'
export { resend } from './resend.js'
export type { DeliveryServer } from './server.js'
export { clientFor, jobsNamed } from './server.js'
export type { DeliveryState } from './state.js'
export { mayHaveArrived } from './state.js'
export { meaningOf } from './status.js'
export type { Waited, WaitRequest } from './wait.js'
export { waitForRun } from './wait.js'
