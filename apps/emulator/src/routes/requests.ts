import type { MiddlewareHandler } from 'hono'
import type { Env, Parts } from '../context.js'
import { wireActOf } from '../wire.js'
import { operationOf } from './operations.js'

/** Notes every request to an operation: what was asked, what went wrong, and what was answered. */
export function requestLog({ store, closing, onRequest }: Parts): MiddlewareHandler<Env> {
  return async (c, next) => {
    const at = Date.now()
    const begin = performance.now()
    const note = (status: number | null) => {
      const operation = operationOf(c.req.path)
      if (!operation || closing.aborted) return
      const { fault, job = null, run = null } = c.var
      const { pathname, search } = new URL(c.req.url)
      const milliseconds = Math.round((performance.now() - begin) * 10) / 10
      store.addRequest({
        ...{ at, operation, method: c.req.method, path: `${pathname}${search}`, status, job, run, milliseconds },
        fault: fault ? JSON.stringify(fault) : null,
      })
      onRequest?.(`${c.req.method} ${pathname}${search} ${status ?? 'no answer'} ${milliseconds} ms`)
    }
    await next()
    const act = wireActOf(c.res)
    note(act ? null : c.res.status)
  }
}
