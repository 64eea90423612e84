// `@zephyr-reporters/core/junit`: a run's results as a JUnit file, and the repair of files of other tools.

export type { Failure, Outcome, Shard, TestResult, TestRun } from '../results/model.js'
export type { CheckedFiles, CoveredAttempts, Merged, MergedCase, MergeOptions, SameName, ShardSet } from './merge.js'
export { checkFiles, mergeFiles, readRoot } from './merge.js'
export type { Counts, WriteOptions, WrittenFile } from './write.js'
export { writeResultFile } from './write.js'
