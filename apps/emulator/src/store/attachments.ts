import type { Database } from './database.js'

export interface Attachment {
  id: number
  /** Kept in lower case: `releasetestschedule` is an execution. */
  itemType: string
  item: number
  name: string
  contentType: string
  size: number
  /** On this disk. */
  path: string
  /** Epoch milliseconds. */
  created: number
}

/** Files that clients put on executions and other items; a failure's text stands in its record. */
export function attachmentStore(db: Database) {
  return {
    addAttachment({ itemType, item, name, contentType, size, path }: Omit<Attachment, 'id' | 'created'>): number {
      return db.insert(
        'INSERT INTO attachments (itemType, item, name, contentType, size, path, created) VALUES (?, ?, ?, ?, ?, ?, ?)',
        ...[itemType.toLowerCase(), item, name, contentType, size, path, Date.now()],
      )
    },
    attachment(id: number): Attachment | undefined {
      const row = db.get('SELECT * FROM attachments WHERE id = ?', id)
      return row && attachmentOf(row)
    },
    attachmentsOf: (itemType: string, item: number): Attachment[] =>
      db
        .all('SELECT * FROM attachments WHERE itemType = ? AND item = ? ORDER BY id', itemType.toLowerCase(), item)
        .map(attachmentOf),
    hasAttachedFile: (path: string): boolean => db.get('SELECT 1 FROM attachments WHERE path = ?', path) !== undefined,
  }
}

const attachmentOf = (row: Record<string, unknown>): Attachment => ({
  id: Number(row.id),
  itemType: String(row.itemType),
  item: Number(row.item),
  name: String(row.name),
  contentType: String(row.contentType),
  size: Number(row.size),
  path: String(row.path),
  created: Number(row.created),
})
