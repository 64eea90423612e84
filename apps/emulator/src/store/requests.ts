import type { Database } from './database.js'
import { numberOrNull, textOrNull } from './rows.js'

/** A request to an operation, and what became of it. */
export interface RequestRow {
  id: number
  /** Epoch milliseconds. */
  at: number
  operation: string
  method: string
  path: string
  /** `null`: the connection was dropped or left without an answer. */
  status: number | null
  /** The fault that it met, as JSON. */
  fault: string | null
  milliseconds: number
  /** The job and the run that it made, changed or asked for. */
  job: number | null
  run: number | null
}

/** Requests that are kept; older ones are deleted. */
const most = 20_000

/** The latest requests to operations. */
export function requestStore(db: Database) {
  let added = 0
  return {
    addRequest({ at, operation, method, path, status, fault, milliseconds, job, run }: Omit<RequestRow, 'id'>) {
      const id = db.insert(
        'INSERT INTO requests (at, operation, method, path, status, fault, milliseconds, job, run) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
        ...[at, operation, method, path, status, fault, milliseconds, job, run],
      )
      if (++added % 1000 === 0) db.run('DELETE FROM requests WHERE id <= ?', id - most)
    },
    /** Newest last. */
    requests: (): RequestRow[] => db.all('SELECT * FROM requests ORDER BY id').map(requestOf),
    /** Newest first. */
    requestsOf: (job: number, count: number): RequestRow[] =>
      db.all('SELECT * FROM requests WHERE job = ? ORDER BY id DESC LIMIT ?', job, count).map(requestOf),
  }
}

const requestOf = (row: Record<string, unknown>): RequestRow => ({
  id: Number(row.id),
  at: Number(row.at),
  operation: String(row.operation),
  method: String(row.method),
  path: String(row.path),
  status: numberOrNull(row.status),
  fault: textOrNull(row.fault),
  milliseconds: Number(row.milliseconds),
  job: numberOrNull(row.job),
  run: numberOrNull(row.run),
})
