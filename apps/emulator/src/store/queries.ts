import type { Database, Row } from './database.js'
import { type JobRow, jobOf, type RunRow, recordOf, runOf, type StoredRecord, statusOf } from './rows.js'

// What pages show. Each answers in well under 100 ms with 1,000 jobs of 50 runs of 1,000 records (scripts/seed.mjs).

/** A run as one mark of a strip. */
export interface RunMark {
  id: number
  status: string
  scheduled: number
  ended: number | null
  /** The sum of its test cases' times, where the file holds any. */
  milliseconds: number | null
  total: number
  failed: number
  other: number
}

export interface JobSummary {
  job: JobRow
  /** The last runs, oldest first. */
  runs: RunMark[]
  /** How many jobs of the release have its name. */
  namesakes: number
}

export interface JobFilter {
  /** In the name, in any case; empty takes all. */
  text?: string
  project?: number
  release?: number
  /** `failed`: the latest run failed or recorded a failure; `passed`: it did not; `under-way`. */
  outcome?: 'failed' | 'passed' | 'under-way'
}

export interface RunChanges {
  previous: RunMark | undefined
  new: number
  broken: number
  fixed: number
  /** Recorded by the run before, not by this one. */
  gone: number
}

/** What a run recorded of one test case. */
export interface HistoryEntry {
  run: RunMark
  job: number
  jobName: string
  cycle: number | null
  status: 'PASS' | 'FAIL' | 'OTHER'
  statusId: string
  position: number
  /** The first 300 characters of the failure's text. */
  text: string | undefined
}

export interface CycleDay {
  /** yyyy-mm-dd, UTC. */
  day: string
  runs: number
  recorded: number
  failed: number
}

export interface CycleProgress {
  /** Test cases as they stand now. */
  passed: number
  failed: number
  other: number
  days: CycleDay[]
}

const markColumns = 'id, status, scheduled, ended, milliseconds, total, failed, other'

export function pageQueries(db: Database) {
  const lastRuns = (job: number, count: number): RunMark[] =>
    db.all(`SELECT ${markColumns} FROM runs WHERE job = ? ORDER BY id DESC LIMIT ?`, job, count).map(markOf).reverse()

  return {
    /** Jobs, the one that ran last first, and how many fit in all. */
    jobPage(filter: JobFilter, offset: number, size: number, strip = 20): { total: number; jobs: JobSummary[] } {
      const { where, values } = jobConditions(filter)
      const latest = '(SELECT MAX(id) FROM runs WHERE job = j.id)'
      // Only an outcome needs the latest runs themselves.
      const from = `FROM jobs j ${filter.outcome ? `LEFT JOIN runs l ON l.id = ${latest}` : ''} WHERE ${where}`
      const total = Number(db.get(`SELECT COUNT(*) AS total ${from}`, ...values)?.total)
      // Sorted by their numbers alone: properties are long.
      const rows = db.all(
        `SELECT j.* FROM (SELECT j.id, COALESCE(${latest}, 0) AS latest ${from} ORDER BY latest DESC, j.id DESC LIMIT ? OFFSET ?) page
         JOIN jobs j ON j.id = page.id ORDER BY page.latest DESC, j.id DESC`,
        ...[...values, size, offset],
      )
      const jobs = rows.map(jobOf).map((job) => ({ job, runs: lastRuns(job.id, strip), namesakes: namesakes(db, job) }))
      return { total, jobs }
    },
    lastRuns,
    /** Other jobs of its release that have its name. */
    namesakesOf: ({ id, detail }: JobRow): number[] =>
      db
        .all(
          'SELECT id FROM jobs WHERE project = ? AND release = ? AND name = ? AND id <> ? ORDER BY id LIMIT 20',
          ...[detail.projectId, detail.releaseId, detail.jobName, id],
        )
        .map((row) => Number(row.id)),
    /** Runs of a job, newest first, and how many there are. */
    runPage(job: number, offset: number, size: number): { total: number; runs: RunRow[] } {
      const total = Number(db.get('SELECT COUNT(*) AS total FROM runs WHERE job = ?', job)?.total)
      const rows = db.all('SELECT * FROM runs WHERE job = ? ORDER BY id DESC LIMIT ? OFFSET ?', job, size, offset)
      return { total, runs: rows.map(runOf) }
    },
    /** A run against the one before of its job. */
    changes(run: RunRow): RunChanges {
      const previous = run.previous === null ? undefined : markRow(db, run.previous)
      const counts = new Map(
        db
          .all('SELECT change, COUNT(*) AS n FROM records WHERE run = ? AND change IS NOT NULL GROUP BY change', run.id)
          .map(({ change, n }) => [String(change), Number(n)]),
      )
      const appeared = counts.get('new') ?? 0
      return {
        previous,
        new: appeared,
        broken: counts.get('broken') ?? 0,
        fixed: counts.get('fixed') ?? 0,
        // A test case has one record in a run.
        gone: previous ? previous.total - (run.total - appeared) : 0,
      }
    },
    /** Records of the run before whose test cases this run does not have. */
    goneRecords(run: RunRow, offset: number, size: number): StoredRecord[] {
      if (run.previous === null) return []
      return db
        .all(
          `SELECT r.run, r.position, r.testcase, r.status, r.change, r.milliseconds, r.attachment, r.requirements, r.tags, r.attachments,
             p.name AS packageName, t.name AS name
           FROM records r JOIN packages p ON p.id = r.package JOIN testcases t ON t.id = r.testcase
           WHERE r.run = ? AND NOT EXISTS (SELECT 1 FROM records n WHERE n.run = ? AND n.testcase = r.testcase)
           ORDER BY r.position LIMIT ? OFFSET ?`,
          ...[run.previous, run.id, size, offset],
        )
        .map(recordOf)
    },
    /** What runs recorded of a test case, newest first. */
    history(testcase: number, count: number): HistoryEntry[] {
      return db
        .all(
          `SELECT u.id, u.status, u.scheduled, u.ended, u.milliseconds, u.total, u.failed, u.other, u.job, u.cycle,
             json_extract(u.detail, '$.jobName') AS jobName, r.status AS result, r.position, substr(r.attachment, 1, 300) AS text
           FROM testcase_jobs tj JOIN runs u ON u.job = tj.job JOIN records r ON r.run = u.id AND r.testcase = tj.testcase
           WHERE tj.testcase = ? ORDER BY u.id DESC LIMIT ?`,
          ...[testcase, count],
        )
        .map((row) => ({
          run: markOf(row),
          job: Number(row.job),
          jobName: String(row.jobName),
          cycle: row.cycle === null ? null : Number(row.cycle),
          status: statusOf(String(row.result)),
          statusId: String(row.result),
          position: Number(row.position),
          text: row.text === null ? undefined : String(row.text),
        }))
    },
    /** How a cycle stands, and what each of its days brought. */
    cycleProgress(cycle: number): CycleProgress {
      const counts = new Map(
        db
          .all(
            `SELECT status, COUNT(*) AS n FROM executions WHERE phase IN (SELECT id FROM phases WHERE cycle = ?) GROUP BY status`,
            cycle,
          )
          .map(({ status, n }) => [String(status), Number(n)]),
      )
      const total = [...counts.values()].reduce((sum, n) => sum + n, 0)
      const passed = counts.get('1') ?? 0
      const failed = counts.get('2') ?? 0
      const days = db
        .all(
          `SELECT date(scheduled / 1000, 'unixepoch') AS day, COUNT(*) AS runs, SUM(total) AS recorded, SUM(failed) AS failed
           FROM runs WHERE cycle = ? GROUP BY day ORDER BY day`,
          cycle,
        )
        .map(({ day, runs, recorded, failed }) => ({
          day: String(day),
          runs: Number(runs),
          recorded: Number(recorded),
          failed: Number(failed),
        }))
      return { passed, failed, other: total - passed - failed, days }
    },
    /** Runs that record into a cycle, newest first. */
    runsOfCycle: (cycle: number, count: number): RunRow[] =>
      db.all('SELECT * FROM runs WHERE cycle = ? ORDER BY id DESC LIMIT ?', cycle, count).map(runOf),
    totals(): { jobs: number; runs: number; testcases: number } {
      const count = (table: string) => Number(db.get(`SELECT COUNT(*) AS n FROM ${table}`)?.n)
      return { jobs: count('jobs'), runs: count('runs'), testcases: count('testcases') }
    },
  }
}

const namesakes = (db: Database, { detail }: JobRow): number =>
  Number(
    db.get(
      'SELECT COUNT(*) AS n FROM jobs WHERE project = ? AND release = ? AND name = ?',
      ...[detail.projectId, detail.releaseId, detail.jobName],
    )?.n,
  )

function jobConditions({ text = '', project, release, outcome }: JobFilter) {
  const conditions: [string, ...(string | number)[]][] = []
  if (text !== '') conditions.push(['instr(lower(j.name), lower(?)) > 0', text])
  if (project !== undefined) conditions.push(['j.project = ?', project])
  if (release !== undefined) conditions.push(['j.release = ?', release])
  if (outcome === 'under-way') conditions.push(["l.status IN ('new', 'queued')"])
  if (outcome === 'failed') conditions.push(["(l.failed > 0 OR l.status IN ('failed', 'cancelled'))"])
  if (outcome === 'passed') conditions.push(["l.failed = 0 AND l.status = 'complete'"])
  return {
    where: conditions.map(([sql]) => sql).join(' AND ') || '1',
    values: conditions.flatMap(([, ...values]) => values),
  }
}

function markRow(db: Database, id: number): RunMark | undefined {
  const row = db.get(`SELECT ${markColumns} FROM runs WHERE id = ?`, id)
  return row && markOf(row)
}

const markOf = (row: Row): RunMark => ({
  id: Number(row.id),
  status: String(row.status),
  scheduled: Number(row.scheduled),
  ended: row.ended === null ? null : Number(row.ended),
  milliseconds: row.milliseconds === null ? null : Number(row.milliseconds),
  total: Number(row.total),
  failed: Number(row.failed),
  other: Number(row.other),
})
