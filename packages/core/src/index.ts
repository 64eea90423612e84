// `@zephyr-reporters/core`: the client, the result model, the JUnit writer, configuration and delivery. What is heavy is
// imported where it is used, not here. What only our own packages share stands in internal.ts.

export type { Hidden, Source } from './config/layers.js'
export type { Loaded, LoadRequest } from './config/load.js'
export { loadSettings, missingForDelivery, resolveSettings } from './config/load.js'
export { fillNames } from './config/names.js'
export type { Option, OptionName, Settings } from './config/options.js'
export { optionNames, options } from './config/options.js'
export type { Problem } from './config/problems.js'
export { problemsMessage } from './config/problems.js'
export type { ZephyrConfig, ZephyrReporterOptions } from './config/reporter-options.js'
export { secretsOf } from './config/secrets.js'
export * from './delivery/index.js'
export type {
  CheckedFiles,
  CoveredAttempts,
  Merged,
  MergedCase,
  MergeOptions,
  SameName,
  ShardSet,
} from './junit/merge.js'
export type { Counts, WriteOptions, WrittenFile } from './junit/write.js'
export { writeResultFile } from './junit/write.js'
export type { Log, LogLevel, LogOptions } from './log.js'
export { createLog } from './log.js'
export type { Foreseen } from './reporter/dry-run.js'
export { foresee } from './reporter/dry-run.js'
export type { Ended, Report, ReportRequest } from './reporter/session.js'
export { startReport } from './reporter/session.js'
export type { Attachment, Failure, FileResults, Outcome, Shard, TestResult, TestRun } from './results/model.js'
export { runFailure } from './results/model.js'
export type { Identity, Named, NamingOptions } from './results/names.js'
export { identify, longestName } from './results/names.js'
export type { PackageOptions } from './results/packages.js'
export { packageOf } from './results/packages.js'
export type { VerifyDeliveryRequest } from './verify/delivery.js'
export { verifyDelivery } from './verify/delivery.js'
export type { Verification } from './verify/verification.js'
export type { ZephyrClient, ZephyrClientOptions } from './zephyr/client.js'
export { createZephyrClient } from './zephyr/client.js'
export type { ZephyrErrorDetails } from './zephyr/errors.js'
export { ZephyrError } from './zephyr/errors.js'
export type * from './zephyr/types.js'

/** Reads JUnit files of any origin as `mergeFiles` does, before anything is written; what it returns merges them. */
export const checkFiles: typeof import('./junit/merge.js').checkFiles = async (...request) =>
  (await import('./junit/merge.js')).checkFiles(...request)
/** Merges JUnit files of any origin into one that Zephyr reads right, or only reads them where no path is given. */
export const mergeFiles: typeof import('./junit/merge.js').mergeFiles = async (...request) =>
  (await import('./junit/merge.js')).mergeFiles(...request)
/** The attributes of a result file’s root element, without reading the rest. */
export const readRoot: typeof import('./junit/merge.js').readRoot = async (...request) =>
  (await import('./junit/merge.js')).readRoot(...request)
