import type { MiddlewareHandler } from 'hono'
import type { Env } from '../context.js'
import { Refusal } from '../refusal.js'

export interface Credentials {
  token: string
  deniedToken: string
  username: string
  password: string
}

/** Bearer tokens and Basic authentication; 401 holds JSON within JSON, as the vendor's plugin met it. */
export function authorization({ token, deniedToken, username, password }: Credentials): MiddlewareHandler<Env> {
  const basic = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  return async (c, next) => {
    const given = c.req.header('authorization') ?? ''
    if (given === `Bearer ${deniedToken}`) throw new Refusal(403, 'You have no permission for this operation.')
    if (given !== `Bearer ${token}` && given !== basic) {
      const message = JSON.stringify({ errorCode: 401, message: 'Authentication token is missing or not valid.' })
      return c.json({ message }, 401)
    }
    await next()
  }
}
