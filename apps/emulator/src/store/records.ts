import type { Database } from './database.js'
import { type RecordChange, recordOf, type StoredRecord } from './rows.js'

/** Empty texts take all. */
export interface RecordFilter {
  /** A package, with all below it. */
  folder: string
  /** In the package or the name, in any case. */
  text: string
  /** `PASS`, `FAIL` or `OTHER`. */
  status: string
  change?: RecordChange | ''
}

const columns = `r.run, r.position, r.testcase, r.status, r.change, r.milliseconds, r.attachment, r.requirements, r.tags, r.attachments,
  p.name AS packageName, t.name AS name
  FROM records r JOIN packages p ON p.id = r.package JOIN testcases t ON t.id = r.testcase`

/** What runs recorded. */
export function recordStore(db: Database) {
  return {
    records: (run: number): StoredRecord[] =>
      db.all(`SELECT ${columns} WHERE r.run = ? ORDER BY r.position`, run).map(recordOf),
    eachRecord: function* (run: number): Generator<StoredRecord> {
      for (const row of db.each(`SELECT ${columns} WHERE r.run = ? ORDER BY r.position`, run)) yield recordOf(row)
    },
    /** One page of a run's records in the file's order, and how many fit in all. */
    recordPage(run: number, filter: RecordFilter, offset: number, size: number) {
      const { where, values } = conditionsOf(run, filter)
      const inside = filter.text === '' ? 'records r' : columns.slice(columns.indexOf('FROM') + 5)
      const counted = db.get(`SELECT COUNT(*) AS total FROM ${inside} WHERE ${where}`, ...values)
      const rows = db.all(
        `SELECT ${columns} WHERE ${where} ORDER BY r.position LIMIT ? OFFSET ?`,
        ...values,
        size,
        offset,
      )
      return { total: Number(counted?.total), records: rows.map(recordOf) }
    },
    /** The first failed records of a run. */
    failedRecords: (run: number, offset: number, size: number): StoredRecord[] =>
      db
        .all(
          `SELECT ${columns} WHERE r.run = ? AND r.status <> '1' AND r.status = '2' ORDER BY r.position LIMIT ? OFFSET ?`,
          ...[run, size, offset],
        )
        .map(recordOf),
    /** How many records of a run each package holds itself. */
    folders: (run: number): { folder: string; total: number; failed: number }[] =>
      db
        .all(
          `SELECT p.name, total, failed FROM run_packages JOIN packages p ON p.id = package WHERE run = ? ORDER BY p.name`,
          run,
        )
        .map(({ name, total, failed }) => ({ folder: String(name), total: Number(total), failed: Number(failed) })),
    /** The failure's text of a record. */
    failureText(run: number, position: number): string | undefined {
      const text = db.get('SELECT attachment FROM records WHERE run = ? AND position = ?', run, position)?.attachment
      return typeof text === 'string' ? text : undefined
    },
  }
}

type Condition = [sql: string, ...values: (string | number)[]]

function conditionsOf(run: number, filter: RecordFilter): { where: string; values: (string | number)[] } {
  const conditions: Condition[] = [['r.run = ?', run]]
  if (filter.folder !== '')
    conditions.push([
      `r.package IN (SELECT package FROM run_packages rp JOIN packages q ON q.id = rp.package
        WHERE rp.run = ? AND (q.name = ? OR substr(q.name, 1, length(?) + 1) = ? || '.'))`,
      ...[run, filter.folder, filter.folder, filter.folder],
    ])
  if (filter.text !== '') conditions.push(["instr(lower(p.name || ' ' || t.name), lower(?)) > 0", filter.text])
  if (filter.status !== '') conditions.push(statusCondition(filter.status))
  if (filter.change) conditions.push(['r.change = ?', filter.change])
  return {
    where: conditions.map(([sql]) => sql).join(' AND '),
    values: conditions.flatMap(([, ...values]) => values),
  }
}

function statusCondition(status: string): Condition {
  if (status === 'PASS') return ["r.status = '1'"]
  // Said in the words of the partial index.
  return status === 'FAIL' ? ["r.status <> '1' AND r.status = '2'"] : ["r.status <> '1' AND r.status <> '2'"]
}
