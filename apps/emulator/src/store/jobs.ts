import type { Changes } from '../changes.js'
import type { Database } from './database.js'
import { type Detail, found, type JobRow, jobOf } from './rows.js'
import { firstAttachment } from './schema.js'

/** An uploaded file on this disk, and its name as it was sent. */
export interface StoredFile {
  path: string
  name: string
}

/** Automation jobs, and the uploaded file of each. */
export function jobStore(db: Database, changes: Changes) {
  const job = (id: number): JobRow | undefined => {
    const row = db.get('SELECT * FROM jobs WHERE id = ?', id)
    return row && jobOf(row)
  }
  return {
    job,
    jobs: (): JobRow[] => db.all('SELECT * FROM jobs ORDER BY id').map(jobOf),
    jobsOf: (project: number, release: number): JobRow[] =>
      db.all('SELECT * FROM jobs WHERE project = ? AND release = ? ORDER BY id', project, release).map(jobOf),
    addJob(detail: Detail, { path, name }: StoredFile): JobRow {
      const id = db.insert(
        `INSERT INTO jobs (project, release, name, detail, created, file, attachment, attachmentName)
         VALUES (?, ?, ?, ?, ?, ?, (SELECT COALESCE(MAX(attachment) + 1, ${firstAttachment}) FROM jobs), ?)`,
        ...[detail.projectId, detail.releaseId, detail.jobName, JSON.stringify(detail), Date.now(), path, name],
      )
      changes.emit({ kind: 'job', job: id })
      return found(job(id))
    },
    updateJob(id: number, detail: Detail, { path, name }: StoredFile): JobRow {
      db.run(
        `UPDATE jobs SET project = ?, release = ?, name = ?, detail = ?, file = ?, attachmentName = ?,
         attachment = (SELECT MAX(attachment) + 1 FROM jobs) WHERE id = ?`,
        ...[detail.projectId, detail.releaseId, detail.jobName, JSON.stringify(detail), path, name, id],
      )
      changes.emit({ kind: 'job', job: id })
      return found(job(id))
    },
    /** Their runs that have not ended are cancelled. */
    deleteJobs(ids: readonly number[]) {
      db.transaction(() => {
        for (const id of ids) {
          db.run("UPDATE runs SET status = 'cancelled' WHERE job = ? AND status IN ('new', 'queued')", id)
          db.run('DELETE FROM jobs WHERE id = ?', id)
        }
      })
      for (const id of ids) changes.emit({ kind: 'job', job: id })
    },
    /** Whether a job or a run still to come reads this file. */
    needs: (file: string): boolean =>
      db.get(
        "SELECT 1 FROM jobs WHERE file = ? UNION ALL SELECT 1 FROM runs WHERE file = ? AND status IN ('new', 'queued')",
        file,
        file,
      ) !== undefined,
  }
}
