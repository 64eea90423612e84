// `@zephyr-reporters/core/client`: Zephyr's operations without options, files or reporters.

export type { ZephyrClient, ZephyrClientOptions } from './client.js'
export { createZephyrClient } from './client.js'
export { ZephyrError } from './errors.js'
export type { RepositoryFolder, ZephyrItem, ZephyrLookups } from './lookups.js'
export { createZephyrLookups, folderPaths } from './lookups.js'
export type { Probed, ProbeOptions } from './probe.js'
export { probeZephyr } from './probe.js'
export type * from './types.js'
