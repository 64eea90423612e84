import type { Database } from './database.js'

/** A folder that a run made of a package, below a folder of the world or of another run. */
export interface MadeFolder {
  id: number
  parent: number
  name: string
}

export interface Testcase {
  id: number
  release: number
  folder: number
  name: string
  /** 2 and more: another test case of this name stands in the folder. */
  ordinal: number
  requirements: string[]
  tags: string[]
}

/** The test repository: folders and test cases, kept across runs. */
export function repositoryStore(db: Database) {
  return {
    madeFolders: (release: number): MadeFolder[] =>
      db
        .all('SELECT id, parent, name FROM folders WHERE release = ? ORDER BY id', release)
        .map(({ id, parent, name }) => ({ id: Number(id), parent: Number(parent), name: String(name) })),
    /** The ids of made folders from the outermost to this one, and the folder of the world that they lie in. */
    pathOf(folder: number): { root: number; made: MadeFolder[] } {
      const made: MadeFolder[] = []
      let id = folder
      for (;;) {
        const row = db.get('SELECT id, parent, name FROM folders WHERE id = ?', id)
        if (!row) return { root: id, made: made.reverse() }
        made.push({ id, parent: Number(row.parent), name: String(row.name) })
        id = Number(row.parent)
      }
    },
    testcase(id: number): Testcase | undefined {
      const row = db.get('SELECT * FROM testcases WHERE id = ?', id)
      if (!row) return undefined
      const list = (value: unknown): string[] => (value === null ? [] : JSON.parse(String(value)))
      return {
        id,
        release: Number(row.release),
        folder: Number(row.folder),
        name: String(row.name),
        ordinal: Number(row.ordinal),
        requirements: list(row.requirements),
        tags: list(row.tags),
      }
    },
    testcasesIn: (folder: number): { id: number; name: string }[] =>
      db
        .all('SELECT id, name FROM testcases WHERE folder = ? ORDER BY id', folder)
        .map(({ id, name }) => ({ id: Number(id), name: String(name) })),
  }
}
