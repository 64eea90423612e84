export type { Emulator, EmulatorOptions } from './server.js'
export { startEmulator } from './server.js'
export type { JobRow, RunRow, StoredRecord } from './store.js'
export type { Folder, Project, World } from './world.js'
