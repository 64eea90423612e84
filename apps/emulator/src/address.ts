import type { Context } from 'hono'
import type { Env } from './context.js'
import { Refusal } from './refusal.js'

/** The `offset` of the address; 0 where it is none. */
export const offsetOf = (c: Context<Env>): number => Math.max(0, Math.trunc(Number(c.req.query('offset') ?? 0)) || 0)

/** The thing that the address names by its id, or a 404. */
export function found<T>(thing: T | undefined, what: string, c: Context<Env>): T {
  if (thing === undefined) throw new Refusal(404, `There is no ${what} ${c.req.param('id')}.`)
  return thing
}

/** The number in the address. */
export const idOf = (c: Context<Env>): number => Number(c.req.param('id'))
