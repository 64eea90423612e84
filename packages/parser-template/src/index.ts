export { ResultFileError } from './errors.js'
export { textOf } from './open.js'
export type { ZephyrRecord } from './records.js'
export { longestName, recordsOf } from './records.js'
