import type { EmulatorOptions } from './server.js'
import { withoutSqliteWarning } from './sqlite-warning.js'
import { assertNode } from './version.js'

export type { Clock } from './clock.js'
export type { Fault } from './habits/fault.js'
export type { Habits, HabitsInput } from './habits/habits.js'
export type { Emulator, EmulatorOptions } from './server.js'
export type { JobRow, RunRow, StoredRecord } from './store/rows.js'
export type { Folder, Project, World } from './world.js'

/** Starts an emulator of the Zephyr server's automation jobs and answers its address once it listens. */
export async function startEmulator(options: EmulatorOptions = {}) {
  assertNode()
  // Loads node:sqlite, which an older Node does not have.
  const { startServer } = await withoutSqliteWarning(() => import('./server.js'))
  return startServer(options)
}
