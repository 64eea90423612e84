import { rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { ZephyrRecord } from '@zephyr-reporters/parser-template'

// Jobs, runs and folders count from different numbers, so that mixing up their ids fails.
const schema = `
PRAGMA foreign_keys = ON;
CREATE TABLE IF NOT EXISTS jobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT, project INTEGER NOT NULL, release INTEGER NOT NULL, detail TEXT NOT NULL,
  created INTEGER NOT NULL, file TEXT NOT NULL, attachment INTEGER NOT NULL, attachmentName TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS cycles (id INTEGER PRIMARY KEY AUTOINCREMENT, release INTEGER NOT NULL, name TEXT NOT NULL, phase TEXT);
CREATE TABLE IF NOT EXISTS runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT, job INTEGER NOT NULL, status TEXT NOT NULL, scheduled INTEGER NOT NULL,
  cycle INTEGER, file TEXT NOT NULL, fileName TEXT NOT NULL, detail TEXT NOT NULL, error TEXT);
CREATE TABLE IF NOT EXISTS testcases (
  id INTEGER PRIMARY KEY AUTOINCREMENT, release INTEGER NOT NULL, tree INTEGER NOT NULL, folder TEXT NOT NULL, name TEXT NOT NULL,
  UNIQUE (release, tree, folder, name));
CREATE TABLE IF NOT EXISTS records (
  run INTEGER NOT NULL, position INTEGER NOT NULL, testcase INTEGER NOT NULL, folder TEXT NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL,
  attachment TEXT, requirements TEXT NOT NULL, tags TEXT NOT NULL, PRIMARY KEY (run, position));
CREATE TABLE IF NOT EXISTS executions (
  cycle INTEGER NOT NULL, testcase INTEGER NOT NULL, status TEXT NOT NULL, run INTEGER NOT NULL, PRIMARY KEY (cycle, testcase));
INSERT INTO sqlite_sequence (name, seq) SELECT 'jobs', 100 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'jobs');
INSERT INTO sqlite_sequence (name, seq) SELECT 'runs', 5000 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'runs');
INSERT INTO sqlite_sequence (name, seq) SELECT 'cycles', 300 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'cycles');
`

/** A job's properties as they were sent. */
export type Detail = Record<string, unknown> & { projectId: number; releaseId: number; jobName: string }

export interface JobRow {
  id: number
  detail: Detail
  /** Epoch milliseconds. */
  created: number
  /** The uploaded file on this disk, and its name as it was sent. */
  file: string
  attachment: number
  attachmentName: string
}

export interface RunRow {
  id: number
  job: number
  status: string
  scheduled: number
  cycle: number | null
  file: string
  fileName: string
  detail: Detail
  error: string | null
}

/** A record with the run that made it. */
export interface StoredRecord extends ZephyrRecord {
  run: number
  testcase: number
}

export type Store = ReturnType<typeof openStore>

/** Everything the emulator keeps, in a SQLite file or in memory. */
export function openStore(file = ':memory:') {
  const db = new DatabaseSync(file)
  db.exec(schema)
  const all = (sql: string, ...values: (string | number | null)[]) => db.prepare(sql).all(...values)
  const insert = (sql: string, ...values: (string | number | null)[]) =>
    Number(db.prepare(sql).run(...values).lastInsertRowid)
  const transaction = <T>(act: () => T): T => {
    db.exec('BEGIN')
    try {
      const result = act()
      db.exec('COMMIT')
      return result
    } catch (error) {
      db.exec('ROLLBACK')
      throw error
    }
  }

  const jobs = (where = '1', ...values: number[]): JobRow[] =>
    all(`SELECT * FROM jobs WHERE ${where} ORDER BY id`, ...values).map((row) => ({
      id: Number(row.id),
      detail: JSON.parse(String(row.detail)),
      created: Number(row.created),
      file: String(row.file),
      attachment: Number(row.attachment),
      attachmentName: String(row.attachmentName),
    }))
  const runs = (where = '1', ...values: (number | string)[]): RunRow[] =>
    all(`SELECT * FROM runs WHERE ${where} ORDER BY id`, ...values).map((row) => ({
      id: Number(row.id),
      job: Number(row.job),
      status: String(row.status),
      scheduled: Number(row.scheduled),
      cycle: row.cycle === null ? null : Number(row.cycle),
      file: String(row.file),
      fileName: String(row.fileName),
      detail: JSON.parse(String(row.detail)),
      error: row.error === null ? null : String(row.error),
    }))

  return {
    jobs: () => jobs(),
    jobsOf: (project: number, release: number) => jobs('project = ? AND release = ?', project, release),
    job: (id: number) => jobs('id = ?', id)[0],
    addJob(detail: Detail, { path, name }: { path: string; name: string }): JobRow {
      const id = insert(
        'INSERT INTO jobs (project, release, detail, created, file, attachment, attachmentName) VALUES (?, ?, ?, ?, ?, (SELECT 190 + COUNT(*) FROM runs), ?)',
        detail.projectId,
        detail.releaseId,
        JSON.stringify(detail),
        Date.now(),
        path,
        name,
      )
      return found(jobs('id = ?', id)[0])
    },
    updateJob(id: number, detail: Detail, { path, name }: { path: string; name: string }): JobRow {
      all(
        'UPDATE jobs SET project = ?, release = ?, detail = ?, file = ?, attachmentName = ?, attachment = attachment + 1 WHERE id = ?',
        detail.projectId,
        detail.releaseId,
        JSON.stringify(detail),
        path,
        name,
        id,
      )
      return found(jobs('id = ?', id)[0])
    },
    deleteJobs(ids: readonly number[]) {
      for (const id of ids) all('DELETE FROM jobs WHERE id = ?', id)
    },

    runs: () => runs(),
    run: (id: number) => runs('id = ?', id)[0],
    runsOf: (job: number) => runs('job = ?', job),
    unfinished: () => runs("status IN ('new', 'queued')"),
    /** A run reads the file that was there when it was scheduled, whatever is uploaded later. */
    addRun(job: JobRow): RunRow {
      const id = insert(
        "INSERT INTO runs (job, status, scheduled, file, fileName, detail) VALUES (?, 'new', ?, ?, ?, ?)",
        job.id,
        Date.now(),
        job.file,
        job.attachmentName,
        JSON.stringify(job.detail),
      )
      return found(runs('id = ?', id)[0])
    },
    setStatus(id: number, status: string, error: string | null = null) {
      all('UPDATE runs SET status = ?, error = ? WHERE id = ?', status, error, id)
    },

    cycles: (release: number) =>
      all('SELECT id, name, phase FROM cycles WHERE release = ? ORDER BY id', release).map(cycleOf),
    cycle: (id: number) => all('SELECT id, name, phase FROM cycles WHERE id = ?', id).map(cycleOf)[0],
    /** The cycle a run records into: an existing one of that name with `isReuse`, else a new one. */
    openCycle(run: RunRow): number {
      const { releaseId, cycleName, isReuse, timeStamp, phaseName } = run.detail
      const name = timeStamp === true ? `${cycleName} ${new Date(run.scheduled).toISOString()}` : String(cycleName)
      const existing =
        isReuse === true ? all('SELECT id FROM cycles WHERE release = ? AND name = ?', releaseId, name)[0] : undefined
      const id = existing
        ? Number(existing.id)
        : insert('INSERT INTO cycles (release, name, phase) VALUES (?, ?, ?)', releaseId, name, String(phaseName ?? ''))
      all('UPDATE runs SET cycle = ? WHERE id = ?', id, run.id)
      return id
    },
    /** Keeps a part of a run's records: each updates the test case of exactly its name in its folder, or makes one. */
    addRecords(run: RunRow, cycle: number, records: readonly ZephyrRecord[], from: number) {
      transaction(() => {
        const tree = Number(run.detail.jobDetailTcrCatalogTreeId)
        const testcase = db.prepare(
          'INSERT INTO testcases (release, tree, folder, name) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET name = name RETURNING id',
        )
        const record = db.prepare('INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
        const execution = db.prepare(
          'INSERT INTO executions VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET status = excluded.status, run = excluded.run',
        )
        records.forEach(({ packageName, name, status, attachment, requirements, tags }, index) => {
          const folder = run.detail.createPackage === true ? packageName : ''
          const id = Number(testcase.get(run.detail.releaseId, tree, folder, name)?.id)
          record.run(
            run.id,
            from + index,
            id,
            packageName,
            name,
            status,
            attachment ?? null,
            JSON.stringify(requirements),
            JSON.stringify(tags),
          )
          execution.run(cycle, id, status, run.id)
        })
      })
    },
    records: (run: number): StoredRecord[] =>
      all('SELECT * FROM records WHERE run = ? ORDER BY position', run).map((row) => ({
        run,
        testcase: Number(row.testcase),
        packageName: String(row.folder),
        name: String(row.name),
        status: row.status === 'FAIL' ? 'FAIL' : 'PASS',
        attachment: row.attachment === null ? undefined : String(row.attachment),
        requirements: JSON.parse(String(row.requirements)),
        tags: JSON.parse(String(row.tags)),
      })),
    counts: (run: number) => {
      const [row] = all("SELECT COUNT(*) AS total, SUM(status = 'FAIL') AS failed FROM records WHERE run = ?", run)
      return { total: Number(row?.total ?? 0), failed: Number(row?.failed ?? 0) }
    },
    /** How a cycle's test cases stand now, whichever run said so last. */
    executions: (cycle: number, offset = 0, size = 1_000_000) =>
      all(
        'SELECT e.testcase, e.status, e.run, t.name, t.folder FROM executions e JOIN testcases t ON t.id = e.testcase WHERE cycle = ? ORDER BY t.id LIMIT ? OFFSET ?',
        cycle,
        size,
        offset,
      ).map((row) => ({
        testcase: Number(row.testcase),
        status: String(row.status),
        run: Number(row.run),
        name: String(row.name),
        folder: String(row.folder),
      })),
    close: () => db.close(),
  }
}

const cycleOf = (row: Record<string, unknown>) => ({
  id: Number(row.id),
  name: String(row.name),
  phase: String(row.phase ?? ''),
})

function found<T>(row: T | undefined): T {
  if (row === undefined) throw new Error('The row just written is gone.')
  return row
}

/** Removes an uploaded file that no one needs any more. */
export const discard = (path: string) => rmSync(path, { force: true })
