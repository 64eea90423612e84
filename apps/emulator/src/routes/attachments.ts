import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Hono } from 'hono'
import * as v from 'valibot'
import type { Env, Parts } from '../context.js'
import { check, json } from '../details.js'
import { timesOf } from '../habits/steps.js'
import { assertAllowed, assertType, typeOf } from '../limits.js'
import { Refusal } from '../refusal.js'
import type { Store } from '../store/store.js'
import { readFiles } from '../upload.js'
import { performing } from './faults.js'

const whole = v.union([v.pipe(v.number(), v.integer()), v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number))])
const entry = v.object({
  name: v.pipe(v.string(), v.minLength(1)),
  contentType: v.optional(v.nullable(v.string())),
  fileSize: v.optional(v.nullable(whole)),
  itemId: whole,
  itemType: v.pipe(v.string(), v.minLength(1)),
  tempPath: v.pipe(v.string(), v.minLength(1)),
  createdBy: v.optional(v.nullable(whole)),
  timeStamp: v.optional(v.nullable(whole)),
})
const entries = v.pipe(v.array(entry), v.minLength(1))

/** What the vendor calls an execution. */
export const executionType = 'releaseTestSchedule'

const folders = ({ folder }: Parts) => ({ waiting: join(folder, 'waiting'), attached: join(folder, 'attached') })

/** `flex/upload/document`: files wait on the server until they are put on an item. */
export function documents(parts: Parts) {
  const { habits } = parts
  const { waiting } = folders(parts)
  const app = new Hono<Env>()
  app.post('/genericattachment', async (c) => {
    mkdirSync(waiting, { recursive: true })
    const files = await readFiles(c.env.incoming, () => join(waiting, `${randomUUID()}.tmp`))
    const remove = () => {
      for (const { path } of files) rmSync(path, { force: true })
    }
    if (timesOf(c.var.fault).keep === undefined) remove()
    const keep = () => {
      try {
        if (files.length === 0) throw new Refusal(400, 'The form holds no file.')
        for (const file of files) assertAllowed(file, habits.current.limits)
        return files
      } catch (error) {
        remove()
        throw error
      }
    }
    return performing(c, parts, { keep, run: (kept) => kept }, (kept) =>
      c.json(
        kept.map(({ field, path, name, contentType }) => ({
          fileName: name,
          fieldName: field,
          tempFilePath: `/opt/zephyr/temp/${basename(path)}`,
          contentType: typeOf(name, contentType),
        })),
      ),
    )
  })
  return app
}

/** `attachment/list`: puts waiting files on executions and other items. */
export function attachments(parts: Parts) {
  const { store } = parts
  const { waiting, attached } = folders(parts)
  const app = new Hono<Env>()
  app.post('/attachment/list', async (c) => {
    const wanted = check(entries, json(await c.req.text(), 'the body'), 'the body')
    const keep = () => {
      // All of them, or none.
      const files = wanted.map((one) => {
        const path = join(waiting, basename(one.tempPath))
        if (!existsSync(path))
          throw new Refusal(400, `Nothing was uploaded to ${one.tempPath}, or it is attached already.`)
        assertItem(store, one.itemType, one.itemId)
        assertType(one.name, one.contentType ?? '')
        return { ...one, path, size: statSync(path).size }
      })
      mkdirSync(attached, { recursive: true })
      return files.map(({ path, name, size, contentType, itemId, itemType, createdBy, timeStamp }) => {
        const kept = join(attached, basename(path))
        renameSync(path, kept)
        const type = typeOf(name, contentType ?? '')
        const id = store.addAttachment({
          itemType,
          item: itemId,
          name,
          contentType: type,
          size,
          path: kept,
        })
        return { id, name, contentType: type, fileSize: size, itemId, itemType, createdBy, timeStamp }
      })
    }
    return performing(c, parts, { keep, run: (kept) => kept }, (kept) => c.json(kept))
  })
  return app
}

function assertItem(store: Store, type: string, id: number) {
  const kind = type.toLowerCase()
  const isThere =
    kind === executionType.toLowerCase()
      ? store.execution(id) !== undefined
      : kind === 'testcase'
        ? store.testcase(id) !== undefined
        : kind === 'requirement'
  if (!isThere) throw new Refusal(400, `There is no item ${id} of the type ${type}.`)
}
