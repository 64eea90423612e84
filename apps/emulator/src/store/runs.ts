import type { Changes } from '../changes.js'
import type { Database } from './database.js'
import { found, type JobRow, type RunRow, runOf } from './rows.js'

const isOver = (status: string) => status !== 'new' && status !== 'queued'

/** Runs of jobs: each reads the file that was there when it was scheduled, whatever is uploaded later. */
export function runStore(db: Database, changes: Changes) {
  const run = (id: number): RunRow | undefined => {
    const row = db.get('SELECT * FROM runs WHERE id = ?', id)
    return row && runOf(row)
  }
  return {
    run,
    runs: (): RunRow[] => db.all('SELECT * FROM runs ORDER BY id').map(runOf),
    runsOf: (job: number): RunRow[] => db.all('SELECT * FROM runs WHERE job = ? ORDER BY id', job).map(runOf),
    latestRun(job: number): RunRow | undefined {
      const row = db.get('SELECT * FROM runs WHERE job = ? ORDER BY id DESC LIMIT 1', job)
      return row && runOf(row)
    },
    unfinished: (): RunRow[] => db.all("SELECT * FROM runs WHERE status IN ('new', 'queued') ORDER BY id").map(runOf),
    addRun(job: JobRow, operation: string | null = null): RunRow {
      const id = db.insert(
        "INSERT INTO runs (job, status, scheduled, operation, file, fileName, detail) VALUES (?, 'new', ?, ?, ?, ?, ?)",
        ...[job.id, Date.now(), operation, job.file, job.attachmentName, JSON.stringify(job.detail)],
      )
      changes.emit({ kind: 'run', job: job.id, run: id, status: 'new' })
      return found(run(id))
    },
    setStatus(id: number, status: string, error: string | null = null) {
      const row = db.get(
        'UPDATE runs SET status = ?, error = ?, ended = ? WHERE id = ? RETURNING job',
        ...[status, error, isOver(status) ? Date.now() : null, id],
      )
      if (row) changes.emit({ kind: 'run', job: Number(row.job), run: id, status })
    },
  }
}
