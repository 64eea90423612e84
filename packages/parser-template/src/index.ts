export type { ZephyrRecord } from './records.js'
export { ResultFileError, recordsOf } from './records.js'
