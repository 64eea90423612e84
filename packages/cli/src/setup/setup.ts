import type { Invocation } from '../command.js'
import type { Ask } from './prompts.js'

/** What one `init` works with. */
export interface Setup {
  invocation: Invocation
  folder: string
  /** `undefined` with `--yes`: nothing is asked. */
  ask: Ask | undefined
  json: boolean
  say: (text: string) => unknown
}
