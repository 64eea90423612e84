import type { Database } from './database.js'

export interface StoredTemplate {
  id: number
  /** What a job's `automationFramework` names, in any case. */
  name: string
  /** The form in which Zephyr keeps it: a list of one. */
  json: string
}

/** Parser templates, as Administration > Parser templates lists them. */
export function templateStore(db: Database, initial: readonly Omit<StoredTemplate, 'id'>[]) {
  for (const { name, json } of initial) db.run('INSERT OR IGNORE INTO templates (name, json) VALUES (?, ?)', name, json)
  const of = (row: Record<string, unknown>): StoredTemplate => ({
    id: Number(row.id),
    name: String(row.name),
    json: String(row.json),
  })
  return {
    templates: (): StoredTemplate[] => db.all('SELECT * FROM templates ORDER BY id').map(of),
    template(name: string): StoredTemplate | undefined {
      const row = db.get('SELECT * FROM templates WHERE name = ?', name)
      return row && of(row)
    },
    /** Adds it, or takes the place of the one of this name. */
    saveTemplate(name: string, json: string) {
      db.run(
        'INSERT INTO templates (name, json) VALUES (?, ?) ON CONFLICT DO UPDATE SET json = excluded.json',
        name,
        json,
      )
    },
    deleteTemplate: (name: string) => db.run('DELETE FROM templates WHERE name = ?', name),
  }
}
