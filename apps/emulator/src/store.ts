import { DatabaseSync } from 'node:sqlite'
import type { ZephyrRecord } from '@zephyr-reporters/parser-template'
import { type Changes, createChanges } from './changes.js'

// Jobs, runs and folders count from different numbers, so that mixing up their ids fails.
const schema = `
PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
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
CREATE INDEX IF NOT EXISTS jobs_release ON jobs (project, release);
CREATE INDEX IF NOT EXISTS jobs_file ON jobs (file);
CREATE INDEX IF NOT EXISTS runs_job ON runs (job);
CREATE INDEX IF NOT EXISTS runs_file ON runs (file);
INSERT INTO sqlite_sequence (name, seq) SELECT 'jobs', 100 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'jobs');
INSERT INTO sqlite_sequence (name, seq) SELECT 'runs', 5000 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'runs');
INSERT INTO sqlite_sequence (name, seq) SELECT 'cycles', 300 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'cycles');
`

/** A job's properties as they were sent. */
export interface Detail {
  jobName: string
  projectId: number
  releaseId: number
  automationFramework: string
  cycleName: string
  jobDetailTcrCatalogTreeId: number
  testRepositoryPath: string
  /** `mm/dd/yyyy`, as is the end. */
  cycleStartDateStr: string
  cycleEndDateStr: string
  phaseName?: string
  isReuse?: boolean
  assignResultsTo?: string | number
  environment?: string
  timeStamp?: boolean
  createPackage?: boolean
}

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
  /** Counts from 0 within the run. */
  position: number
  testcase: number
}

/** Empty texts take all. */
export interface RecordFilter {
  /** With all below it. */
  folder: string
  /** In the folder or the name. */
  text: string
  status: string
}

export type Store = ReturnType<typeof openStore>

/** Everything the emulator keeps, in a SQLite file or in memory. */
export function openStore(file = ':memory:', changes: Changes = createChanges()) {
  const db = open(file)
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
        'INSERT INTO jobs (project, release, detail, created, file, attachment, attachmentName) VALUES (?, ?, ?, ?, ?, (SELECT COALESCE(MAX(attachment), 189) + 1 FROM jobs), ?)',
        detail.projectId,
        detail.releaseId,
        JSON.stringify(detail),
        Date.now(),
        path,
        name,
      )
      changes.emit({ kind: 'job', job: id })
      return found(jobs('id = ?', id)[0])
    },
    updateJob(id: number, detail: Detail, { path, name }: { path: string; name: string }): JobRow {
      all(
        'UPDATE jobs SET project = ?, release = ?, detail = ?, file = ?, attachmentName = ?, attachment = (SELECT MAX(attachment) + 1 FROM jobs) WHERE id = ?',
        detail.projectId,
        detail.releaseId,
        JSON.stringify(detail),
        path,
        name,
        id,
      )
      changes.emit({ kind: 'job', job: id })
      return found(jobs('id = ?', id)[0])
    },
    deleteJobs(ids: readonly number[]) {
      for (const id of ids) {
        all("UPDATE runs SET status = 'cancelled' WHERE job = ? AND status IN ('new', 'queued')", id)
        all('DELETE FROM jobs WHERE id = ?', id)
        changes.emit({ kind: 'job', job: id })
      }
    },
    /** Whether a job or a run still to come reads this file. */
    needs: (file: string) =>
      all(
        "SELECT 1 FROM jobs WHERE file = ? UNION ALL SELECT 1 FROM runs WHERE file = ? AND status IN ('new', 'queued')",
        file,
        file,
      ).length > 0,

    runs: () => runs(),
    run: (id: number) => runs('id = ?', id)[0],
    runsOf: (job: number) => runs('job = ?', job),
    latestRun: (job: number) => runs('id = (SELECT MAX(id) FROM runs WHERE job = ?)', job)[0],
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
      changes.emit({ kind: 'run', job: job.id, run: id, status: 'new' })
      return found(runs('id = ?', id)[0])
    },
    setStatus(id: number, status: string, error: string | null = null) {
      const [row] = all('UPDATE runs SET status = ?, error = ? WHERE id = ? RETURNING job', status, error, id)
      if (row) changes.emit({ kind: 'run', job: Number(row.job), run: id, status })
    },

    cycles: (release: number) =>
      all('SELECT id, name, phase FROM cycles WHERE release = ? ORDER BY id', release).map(cycleOf),
    cycle: (id: number) => all('SELECT id, name, phase FROM cycles WHERE id = ?', id).map(cycleOf)[0],
    /**
     * The cycle a run records into: an existing one of that name with `isReuse`, else a new one. A run that was cut
     * off while it recorded begins again.
     */
    beginRecording(run: RunRow): number {
      all('DELETE FROM records WHERE run = ?', run.id)
      if (run.cycle !== null) return run.cycle
      const { releaseId, cycleName, isReuse, timeStamp, phaseName } = run.detail
      const name = timeStamp ? `${cycleName} ${new Date(run.scheduled).toISOString()}` : cycleName
      const existing = isReuse
        ? all('SELECT id FROM cycles WHERE release = ? AND name = ?', releaseId, name)[0]
        : undefined
      const id = existing
        ? Number(existing.id)
        : insert('INSERT INTO cycles (release, name, phase) VALUES (?, ?, ?)', releaseId, name, phaseName ?? '')
      all('UPDATE runs SET cycle = ? WHERE id = ?', id, run.id)
      return id
    },
    /** Keeps a part of a run's records: each updates the test case of exactly its name in its folder, or makes one. */
    addRecords(run: RunRow, cycle: number, records: readonly ZephyrRecord[], from: number) {
      transaction(() => {
        const { jobDetailTcrCatalogTreeId: tree, releaseId, createPackage } = run.detail
        const testcase = db.prepare(
          'INSERT INTO testcases (release, tree, folder, name) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET name = name RETURNING id',
        )
        const record = db.prepare('INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
        const execution = db.prepare(
          'INSERT INTO executions VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET status = excluded.status, run = excluded.run',
        )
        records.forEach(({ packageName, name, status, attachment, requirements, tags }, index) => {
          const folder = createPackage ? packageName : ''
          const id = Number(testcase.get(releaseId, tree, folder, name)?.id)
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
      all('SELECT * FROM records WHERE run = ? ORDER BY position', run).map(recordOf),
    /** One page of a run's records by folder, and how many fit in all. */
    recordPage(run: number, { folder, text, status }: RecordFilter, offset: number, size: number) {
      const where = `run = ? AND (? = '' OR folder = ? OR substr(folder, 1, length(?) + 1) = ? || '.')
        AND (? = '' OR instr(lower(folder || ' ' || name), lower(?)) > 0) AND (? = '' OR status = ?)`
      const values = [run, folder, folder, folder, folder, text, text, status, status]
      const [found] = all(`SELECT COUNT(*) AS total FROM records WHERE ${where}`, ...values)
      const rows = all(
        `SELECT * FROM records WHERE ${where} ORDER BY folder, position LIMIT ? OFFSET ?`,
        ...values,
        size,
        offset,
      )
      return { total: Number(found?.total), records: rows.map(recordOf) }
    },
    /** How many records of a run each folder holds itself. */
    folders: (run: number) =>
      all(
        "SELECT folder, COUNT(*) AS total, SUM(status = 'FAIL') AS failed FROM records WHERE run = ? GROUP BY folder ORDER BY folder",
        run,
      ).map((row) => ({ folder: String(row.folder), total: Number(row.total), failed: Number(row.failed) })),
    attachment: (run: number, position: number) =>
      all('SELECT attachment FROM records WHERE run = ? AND position = ?', run, position)[0]?.attachment,
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

function open(file: string): DatabaseSync {
  try {
    const db = new DatabaseSync(file)
    db.exec(schema)
    return db
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`${file} cannot be used as the emulator's SQLite file: ${why}.`, { cause: error })
  }
}

const recordOf = (row: Record<string, unknown>): StoredRecord => ({
  run: Number(row.run),
  position: Number(row.position),
  testcase: Number(row.testcase),
  packageName: String(row.folder),
  name: String(row.name),
  status: row.status === 'FAIL' ? 'FAIL' : 'PASS',
  attachment: row.attachment === null ? undefined : String(row.attachment),
  requirements: JSON.parse(String(row.requirements)),
  tags: JSON.parse(String(row.tags)),
})

const cycleOf = (row: Record<string, unknown>) => ({
  id: Number(row.id),
  name: String(row.name),
  phase: String(row.phase ?? ''),
})

function found<T>(row: T | undefined): T {
  if (row === undefined) throw new Error('The row just written is gone.')
  return row
}
