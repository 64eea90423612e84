// The public names. What is heavy is imported where it is used, not here.

export { temporaryPath } from './atomic.js'
export type { Hidden, Source } from './config/layers.js'
export type { Loaded, LoadRequest } from './config/load.js'
export { loadSettings, missingForDelivery, resolveSettings } from './config/load.js'
export { fillNames } from './config/names.js'
export type { Option, OptionName, Settings } from './config/options.js'
export { optionNames, options } from './config/options.js'
export type { Problem } from './config/problems.js'
export { problemParts, problemsMessage } from './config/problems.js'
export type { ZephyrConfig, ZephyrReporterOptions } from './config/reporter-options.js'
export { hasCredential, secretsOf } from './config/secrets.js'
export { readServerFile, type ServerFile, serverFileName, writeServerFile } from './config/server-file.js'
export type { Recorded, ServerRules } from './config/server-rules.js'
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
export { masking } from './mask.js'
export { printable, printableJson, printableLine } from './printable.js'
export type { Foreseen } from './reporter/dry-run.js'
export { foresee } from './reporter/dry-run.js'
export { printInactive } from './reporter/inactive.js'
export { resultFilePath } from './reporter/result-file.js'
export type { Ended, Report, ReportRequest } from './reporter/session.js'
export { startReport } from './reporter/session.js'
export type { Attachment, Failure, Outcome, Shard, TestResult, TestRun } from './results/model.js'
export { runFailure } from './results/model.js'
export type { Identity, Named, NamingOptions } from './results/names.js'
export { identify, longestName } from './results/names.js'
export type { PackageOptions } from './results/packages.js'
export { packageOf } from './results/packages.js'
export type { CalibrateRequest, Calibration } from './verify/calibrate.js'
export type { Verification, VerifyDeliveryRequest } from './verify/delivery.js'
export { isAsSent, verifyDelivery } from './verify/delivery.js'
export type { Measured } from './verify/probe.js'
export { stockRules } from './verify/probe.js'
export type { ZephyrClient, ZephyrClientOptions } from './zephyr/client.js'
export { createZephyrClient } from './zephyr/client.js'
export { comparable, decodeEntities } from './zephyr/decode.js'
export type { ZephyrErrorDetails } from './zephyr/errors.js'
export { ZephyrError } from './zephyr/errors.js'
export type { RepositoryFolder, ZephyrItem, ZephyrLookups } from './zephyr/lookups.js'
export { createZephyrLookups, folderPaths } from './zephyr/lookups.js'
export type { Probed, ProbeOptions } from './zephyr/probe.js'
export { probeZephyr } from './zephyr/probe.js'
export { proxyFor } from './zephyr/proxy.js'
export type { ReadBack, StoredExecution } from './zephyr/readback.js'
export { createReadBack } from './zephyr/readback.js'
export { tlsReason } from './zephyr/tls-reason.js'
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
/** Measures by which rules a server reads result files; see `zephyr-report calibrate`. */
export const calibrate: typeof import('./verify/calibrate.js').calibrate = async (request) =>
  (await import('./verify/calibrate.js')).calibrate(request)
export { messageOf, withVariables } from './display.js'
