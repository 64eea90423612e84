import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { Clock } from './clock.js'
import type { HabitsEngine } from './habits/engine.js'
import type { Fault } from './habits/fault.js'
import type { Views } from './lag.js'
import type { Engine } from './runs.js'
import type { Store } from './store.js'
import type { World } from './world.js'

/** What every route may use. */
export interface Parts {
  store: Store
  views: Views
  habits: HabitsEngine
  clock: Clock
  /** Fires when the emulator closes: what waits gives up. */
  closing: AbortSignal
  engine: () => Engine
  world: World
  strictWorld: boolean
  /** Minutes east of UTC of the server's midnight. */
  zone: number
  username: string
  /** The folder of uploaded files. */
  folder: string
  /** Removes an uploaded file that neither a job nor a run to come reads. */
  tidy: (path: string) => void
}

export interface Env {
  Bindings: HttpBindings
  Variables: {
    /** What goes wrong with this request. */
    fault: Fault | undefined
  }
}
export type Request = Context<Env>
