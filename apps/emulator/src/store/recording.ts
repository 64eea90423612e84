import { foldersOf, type ZephyrRecord } from '@zephyr-reporters/parser-template'
import type { Database } from './database.js'
import { listOrNull, type RunRow } from './rows.js'

/** What a template makes of a test case of the file; `statusId` where it is neither passed nor failed. */
export interface ReadRecord extends Omit<ZephyrRecord, 'status'> {
  status: 'PASS' | 'FAIL' | 'OTHER'
  statusId?: string
  milliseconds?: number
}

/**
 * How a run's records become test cases and executions. A record belongs to the test case of exactly its name in its
 * folder, or makes one; the second record of one name in one folder belongs to the second such test case, and so on.
 */
export function recordingStore(db: Database) {
  /** A run that was cut off while it recorded begins again. */
  function beginRecording(
    run: RunRow,
    { sameName = 'two', milliseconds }: { sameName?: 'two' | 'one'; milliseconds?: number | undefined } = {},
  ) {
    const { releaseId, jobDetailTcrCatalogTreeId: tree, createPackage = false } = run.detail
    const phase = db.transaction(() => {
      db.run('DELETE FROM records WHERE run = ?', run.id)
      db.run('DELETE FROM run_packages WHERE run = ?', run.id)
      const ids = run.phase !== null && run.cycle !== null ? { cycle: run.cycle, phase: run.phase } : cycleOf(db, run)
      const previous = db.get(
        'SELECT id FROM runs WHERE job = ? AND id < ? AND total > 0 ORDER BY id DESC LIMIT 1',
        run.job,
        run.id,
      )
      db.run(
        'UPDATE runs SET cycle = ?, phase = ?, previous = ?, started = ?, milliseconds = ?, total = 0, failed = 0, other = 0 WHERE id = ?',
        ...[ids.cycle, ids.phase, previous ? Number(previous.id) : null, Date.now(), milliseconds ?? null, run.id],
      )
      return { ...ids, previous: previous ? Number(previous.id) : undefined }
    })
    const seen = new Map<string, number>()
    const folders = new Map<string, number>()
    const packages = new Map<string, number>()
    let position = 0

    const folderOf = (packageName: string): number => {
      const known = folders.get(packageName)
      if (known !== undefined) return known
      let id = tree
      for (const name of foldersOf(packageName, createPackage)) id = folderBelow(db, releaseId, id, name)
      folders.set(packageName, id)
      return id
    }
    const packageOf = (name: string): number => {
      const known = packages.get(name)
      if (known !== undefined) return known
      const id = packageId(db, name)
      packages.set(name, id)
      return id
    }

    function add(record: ReadRecord): Added {
      const folder = folderOf(record.packageName)
      const key = `${folder}\n${record.name}`
      const ordinal = sameName === 'one' ? 1 : (seen.get(key) ?? 0) + 1
      seen.set(key, ordinal)
      const testcase = testcaseOf(db, { release: releaseId, folder, name: record.name, ordinal }, record)
      const status = record.status === 'PASS' ? '1' : record.status === 'FAIL' ? '2' : (record.statusId ?? '0')
      const packageNumber = packageOf(record.packageName)
      db.run(
        'INSERT INTO records (run, position, testcase, package, status, change, milliseconds, attachment, requirements, tags, attachments) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        ...[run.id, position, testcase, packageNumber, status, changeOf(db, phase.previous, testcase, status)],
        ...[
          record.milliseconds ?? null,
          record.attachment ?? null,
          listOrNull(record.requirements),
          listOrNull(record.tags),
        ],
        listOrNull(record.attachments),
      )
      position++
      return { packageNumber, status }
    }

    /** What follows from the records from `first` on, by the set: one statement for many. */
    function follow(first: number) {
      db.run(
        'INSERT OR IGNORE INTO testcase_jobs SELECT testcase, ? FROM records WHERE run = ? AND position >= ?',
        ...[run.job, run.id, first],
      )
      db.run(
        `INSERT INTO executions (phase, testcase, status, run, position, at)
           SELECT ?, testcase, status, run, position, ? FROM records WHERE run = ? AND position >= ? ORDER BY position
         ON CONFLICT DO UPDATE SET status = excluded.status, run = excluded.run, position = excluded.position, at = excluded.at`,
        ...[phase.phase, Date.now(), run.id, first],
      )
    }

    return {
      /** Keeps a part of the run's records: all of them, or none. */
      add(records: readonly ReadRecord[]) {
        const first = position
        db.transaction(() => {
          const added = records.map(add)
          follow(first)
          for (const [id, { total, failed }] of countsByPackage(added))
            db.run(
              `INSERT INTO run_packages VALUES (?, ?, ?, ?)
               ON CONFLICT DO UPDATE SET total = total + excluded.total, failed = failed + excluded.failed`,
              ...[run.id, id, total, failed],
            )
          db.run(
            'UPDATE runs SET total = total + ?, failed = failed + ?, other = other + ? WHERE id = ?',
            ...[records.length, added.filter(isFailed).length, added.filter(isOther).length, run.id],
          )
        })
      },
    }
  }
  return { beginRecording }
}

interface Added {
  packageNumber: number
  status: string
}

const isFailed = ({ status }: Added) => status === '2'
const isOther = ({ status }: Added) => status !== '1' && status !== '2'

function countsByPackage(added: readonly Added[]): Map<number, { total: number; failed: number }> {
  const counts = new Map<number, { total: number; failed: number }>()
  for (const record of added) {
    const count = counts.get(record.packageNumber) ?? { total: 0, failed: 0 }
    counts.set(record.packageNumber, count)
    count.total++
    if (isFailed(record)) count.failed++
  }
  return counts
}

/** The cycle and phase of a run: the existing cycle of that name with `isReuse`, else a new one. */
function cycleOf(db: Database, { scheduled, detail }: RunRow): { cycle: number; phase: number } {
  const { releaseId, projectId, cycleName, isReuse, timeStamp, environment = null } = detail
  const name = timeStamp ? `${cycleName} ${new Date(scheduled).toISOString()}` : cycleName
  const dates = [detail.cycleStartDateStr, detail.cycleEndDateStr]
  const existing = isReuse
    ? db.get('SELECT id FROM cycles WHERE release = ? AND name = ? ORDER BY id LIMIT 1', releaseId, name)
    : undefined
  const cycle = existing
    ? Number(existing.id)
    : db.insert(
        'INSERT INTO cycles (project, release, name, starts, ends, environment, created) VALUES (?, ?, ?, ?, ?, ?, ?)',
        ...[projectId, releaseId, name, ...dates, environment, Date.now()],
      )
  const phaseName = detail.phaseName || lastLevel(detail.testRepositoryPath) || cycleName
  const phase = db.get('SELECT id FROM phases WHERE cycle = ? AND name = ?', cycle, phaseName)
  const tree = detail.jobDetailTcrCatalogTreeId
  const id = phase
    ? Number(phase.id)
    : db.insert('INSERT INTO phases (cycle, name, tree) VALUES (?, ?, ?)', cycle, phaseName, tree)
  return { cycle, phase: id }
}

const lastLevel = (path: string) => path.split(' > ').at(-1)?.trim()

function folderBelow(db: Database, release: number, parent: number, name: string): number {
  const known = db.get('SELECT id FROM folders WHERE release = ? AND parent = ? AND name = ?', release, parent, name)
  if (known) return Number(known.id)
  return db.insert('INSERT INTO folders (release, parent, name) VALUES (?, ?, ?)', release, parent, name)
}

function packageId(db: Database, name: string): number {
  const known = db.get('SELECT id FROM packages WHERE name = ?', name)
  return known ? Number(known.id) : db.insert('INSERT INTO packages (name) VALUES (?)', name)
}

function testcaseOf(
  db: Database,
  { release, folder, name, ordinal }: { release: number; folder: number; name: string; ordinal: number },
  { requirements, tags }: Pick<ReadRecord, 'requirements' | 'tags'>,
): number {
  const known = db.get(
    'SELECT id, requirements, tags FROM testcases WHERE release = ? AND folder = ? AND name = ? AND ordinal = ?',
    ...[release, folder, name, ordinal],
  )
  if (!known)
    return db.insert(
      'INSERT INTO testcases (release, folder, name, ordinal, requirements, tags) VALUES (?, ?, ?, ?, ?, ?)',
      ...[release, folder, name, ordinal, listOrNull(requirements), listOrNull([...new Set(tags)])],
    )
  const id = Number(known.id)
  if (requirements.length > 0 || tags.length > 0) {
    // A test case keeps what it had.
    const merged = (had: unknown, more: readonly string[]) =>
      listOrNull([...new Set([...(had === null ? [] : JSON.parse(String(had))), ...more])])
    db.run(
      'UPDATE testcases SET requirements = ?, tags = ? WHERE id = ?',
      ...[merged(known.requirements, requirements), merged(known.tags, tags), id],
    )
  }
  return id
}

/** @returns what the record is against the run before, or `null`: as it was, or nothing to compare with. */
function changeOf(db: Database, previous: number | undefined, testcase: number, status: string): string | null {
  if (previous === undefined) return null
  const before = db.get('SELECT status FROM records WHERE run = ? AND testcase = ?', previous, testcase)
  if (!before) return 'new'
  if (status === '2') return before.status === '2' ? null : 'broken'
  return status === '1' && before.status === '2' ? 'fixed' : null
}
