import { type Changes, createChanges } from '../changes.js'
import { ruleSets } from '../parser/rule-sets.js'
import { attachmentStore } from './attachments.js'
import { cycleStore } from './cycles.js'
import { openDatabase } from './database.js'
import { jobStore } from './jobs.js'
import { pageQueries } from './queries.js'
import { recordingStore } from './recording.js'
import { recordStore } from './records.js'
import { repositoryStore } from './repository.js'
import { requestStore } from './requests.js'
import { runStore } from './runs.js'
import { resultTables } from './schema.js'
import { templateStore } from './templates.js'

export type Store = ReturnType<typeof openStore>

/** Everything the emulator keeps, in a SQLite file or in memory. */
export function openStore(file?: string, changes: Changes = createChanges()) {
  const db = openDatabase(file)
  return {
    ...jobStore(db, changes),
    ...runStore(db, changes),
    ...recordingStore(db),
    ...recordStore(db),
    ...cycleStore(db),
    ...repositoryStore(db),
    ...attachmentStore(db),
    ...templateStore(db, [
      { name: 'junit', json: ruleSets.stock },
      { name: 'testng', json: ruleSets.testng },
    ]),
    ...requestStore(db),
    /** What pages show. */
    pages: pageQueries(db),
    /** Deletes all results; parser templates stay. */
    clear: () => db.clear(resultTables),
    close: db.close,
  }
}
