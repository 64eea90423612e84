import type { Database, Row } from './database.js'
import { statusOf, textOrNull } from './rows.js'

export interface Cycle {
  id: number
  project: number
  release: number
  name: string
  /** `mm/dd/yyyy`, as is the end. */
  starts: string
  ends: string
  environment: string | null
  created: number
  phases: { id: number; name: string; tree: number }[]
}

/** How a test case stands in a phase, whichever run said so last. */
export interface Execution {
  id: number
  phase: number
  testcase: number
  folder: number
  name: string
  status: 'PASS' | 'FAIL' | 'OTHER'
  statusId: string
  run: number
  /** Position of the record in that run. */
  position: number
  /** Epoch milliseconds. */
  at: number
  requirements: string[]
  tags: string[]
}

const executionColumns = `e.id, e.phase, e.testcase, e.status, e.run, e.position, e.at, t.folder, t.name, t.requirements, t.tags
  FROM executions e JOIN testcases t ON t.id = e.testcase`

/** Cycles with their phases, and the executions in them. */
export function cycleStore(db: Database) {
  const withPhases = (row: Row): Cycle => ({
    id: Number(row.id),
    project: Number(row.project),
    release: Number(row.release),
    name: String(row.name),
    starts: String(row.starts),
    ends: String(row.ends),
    environment: textOrNull(row.environment),
    created: Number(row.created),
    phases: db
      .all('SELECT id, name, tree FROM phases WHERE cycle = ? ORDER BY id', Number(row.id))
      .map(({ id, name, tree }) => ({ id: Number(id), name: String(name), tree: Number(tree) })),
  })
  return {
    cycles: (release: number): Cycle[] =>
      db.all('SELECT * FROM cycles WHERE release = ? ORDER BY id', release).map(withPhases),
    /** Cycles of all releases, the newest first, and how many there are. */
    cyclePage(offset: number, size: number): { total: number; cycles: Cycle[] } {
      const total = Number(db.get('SELECT COUNT(*) AS total FROM cycles')?.total)
      const rows = db.all('SELECT * FROM cycles ORDER BY id DESC LIMIT ? OFFSET ?', size, offset)
      return { total, cycles: rows.map(withPhases) }
    },
    cycle(id: number): Cycle | undefined {
      const row = db.get('SELECT * FROM cycles WHERE id = ?', id)
      return row && withPhases(row)
    },
    /** Executions of a phase in the order of their ids, and how many there are in all; without those of `hidden` runs. */
    executionsOf(phase: number, offset: number, size: number, hidden: readonly number[] = []) {
      const where = 'e.phase = ? AND e.run NOT IN (SELECT value FROM json_each(?))'
      const values = [phase, JSON.stringify(hidden)]
      const total = Number(db.get(`SELECT COUNT(*) AS total FROM executions e WHERE ${where}`, ...values)?.total)
      const rows = db.all(
        `SELECT ${executionColumns} WHERE ${where} ORDER BY e.id LIMIT ? OFFSET ?`,
        ...[...values, size, offset],
      )
      return { total, executions: rows.map(executionOf) }
    },
    execution(id: number): Execution | undefined {
      const row = db.get(`SELECT ${executionColumns} WHERE e.id = ?`, id)
      return row && executionOf(row)
    },
    /** The execution of a test case in a phase. */
    executionFor(phase: number, testcase: number): Execution | undefined {
      const row = db.get(`SELECT ${executionColumns} WHERE e.phase = ? AND e.testcase = ?`, phase, testcase)
      return row && executionOf(row)
    },
    hasPhase: (id: number): boolean => db.get('SELECT 1 FROM phases WHERE id = ?', id) !== undefined,
    /** Executions of all phases of a cycle. */
    executions: (cycle: number): Execution[] =>
      db
        .all(
          `SELECT ${executionColumns} WHERE e.phase IN (SELECT id FROM phases WHERE cycle = ?) ORDER BY e.testcase`,
          cycle,
        )
        .map(executionOf),
  }
}

const list = (value: unknown): string[] => (value === null ? [] : JSON.parse(String(value)))

const executionOf = (row: Row): Execution => ({
  id: Number(row.id),
  phase: Number(row.phase),
  testcase: Number(row.testcase),
  folder: Number(row.folder),
  name: String(row.name),
  status: statusOf(String(row.status)),
  statusId: String(row.status),
  run: Number(row.run),
  position: Number(row.position),
  at: Number(row.at),
  requirements: list(row.requirements),
  tags: list(row.tags),
})
