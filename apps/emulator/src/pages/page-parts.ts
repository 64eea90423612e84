import type { Shell } from '@zephyr-reporters/pages'
import type { Context } from 'hono'
import type { Env, Parts } from '../context.js'

/** What the pages of one subject need: the parts, links below the prefix, and how a page is answered. */
export interface PageParts extends Parts {
  /** In front of every link. */
  prefix: string
  answer: (c: Context<Env>, view: Omit<Shell, 'prefix' | 'events'>) => Response | Promise<Response>
}
