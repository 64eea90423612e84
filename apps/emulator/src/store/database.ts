import { rmSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { schema, schemaVersion } from './schema.js'

export type Row = Record<string, unknown>
export type Database = ReturnType<typeof openDatabase>

/** The files that belong to a database beside it. */
const companions = ['', '-wal', '-shm', '-journal', '.lock', '.lock-journal']

/** Deletes a database and its uploads; no emulator may be using it. */
export function removeDatabase(file: string) {
  const lock = openLock(file)
  for (const ending of companions) rmSync(`${file}${ending}`, { force: true })
  rmSync(`${file}.uploads`, { recursive: true, force: true })
  lock.close()
  rmSync(`${file}.lock`, { force: true })
}

/**
 * Opens the emulator's SQLite file, or memory. Survives kill -9: what was answered stays, what was under way is
 * undone. Throws one line where the file cannot be used, such as while another emulator uses it.
 */
export function openDatabase(file = ':memory:') {
  const lock = file === ':memory:' ? undefined : openLock(file)
  let db: DatabaseSync
  try {
    db = open(file)
  } catch (error) {
    lock?.close()
    throw error
  }
  const statements = new Map<string, StatementSync>()
  const prepared = (sql: string) => {
    const known = statements.get(sql)
    if (known) return known
    const statement = db.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  let depth = 0
  return {
    all: (sql: string, ...values: SQLInputValue[]): Row[] => prepared(sql).all(...values),
    get: (sql: string, ...values: SQLInputValue[]): Row | undefined => prepared(sql).get(...values),
    each: (sql: string, ...values: SQLInputValue[]): IterableIterator<Row> => db.prepare(sql).iterate(...values),
    run: (sql: string, ...values: SQLInputValue[]): void => void prepared(sql).run(...values),
    /** @returns the new row's id. */
    insert: (sql: string, ...values: SQLInputValue[]): number => Number(prepared(sql).run(...values).lastInsertRowid),
    /** All of it or, where `act` throws, nothing. */
    transaction<T>(act: () => T): T {
      if (depth > 0) return act()
      db.exec('BEGIN IMMEDIATE')
      depth++
      try {
        const result = act()
        db.exec('COMMIT')
        return result
      } catch (error) {
        db.exec('ROLLBACK')
        throw error
      } finally {
        depth--
      }
    },
    /** Empties tables; their ids begin anew. */
    clear(tables: Readonly<Record<string, number | undefined>>) {
      db.exec('BEGIN IMMEDIATE')
      for (const [table, first] of Object.entries(tables)) {
        db.exec(`DELETE FROM ${table}`)
        if (first !== undefined) db.exec(`UPDATE sqlite_sequence SET seq = ${first - 1} WHERE name = '${table}'`)
      }
      db.exec('COMMIT')
    },
    close() {
      db.close()
      lock?.close()
    },
  }
}

function open(file: string): DatabaseSync {
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(file)
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536;')
    const version = Number(db.prepare('PRAGMA user_version').get()?.user_version)
    const isEmpty = db.prepare('SELECT 1 FROM sqlite_master').get() === undefined
    if (isEmpty) db.exec(`BEGIN;${schema}COMMIT;`)
    else if (version !== schemaVersion)
      throw new Error('another version of the emulator made it; start with --reset to begin anew')
    return db
  } catch (error) {
    db?.close()
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`${file} cannot be used as the emulator's SQLite file: ${why}.`, { cause: error })
  }
}

/** Held as long as the emulator runs; the system lets go of it however the process ends. */
function openLock(file: string): DatabaseSync {
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(`${file}.lock`)
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock?.close()
    const isBusy = error instanceof Error && /locked/.test(error.message)
    const why = isBusy ? 'another emulator uses it' : error instanceof Error ? error.message : String(error)
    throw new Error(`${file} cannot be used as the emulator's SQLite file: ${why}.`, { cause: error })
  }
}
