import type { ZephyrItem } from '@zephyr-reporters/core/client'
import { UsageError } from '../failure.js'
import { plain } from '../output.js'

/** Ctrl+C at a question. */
export class Cancelled extends Error {}

/** Questions at the terminal; each throws {@link Cancelled} at Ctrl+C. */
export interface Ask {
  warn(message: string): void
  text(message: string, initialValue?: string, wrong?: (value: string) => string | undefined): Promise<string>
  /** Not echoed; may be left empty. */
  secret(message: string): Promise<string>
  confirm(message: string): Promise<boolean>
  choose(message: string, things: readonly ZephyrItem[], current?: number): Promise<ZephyrItem>
}

/** On stderr, so that stdout is left to results; without a terminal there is nobody to ask. */
export async function asking(): Promise<Ask> {
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new UsageError('There is no terminal to answer at: use --yes with flags (see npx zephyr-report init --help).')
  const { autocomplete, confirm, isCancel, log, password, select, text } = await import('@clack/prompts')
  const output = process.stderr
  const isAnswer = <T>(value: T): value is Exclude<T, symbol> => !isCancel(value)
  const answered = <T>(value: T) => {
    if (!isAnswer(value)) throw new Cancelled('Cancelled.')
    return value
  }
  return {
    warn: (message) => log.warn(message, { output }),
    async text(message, initialValue = '', wrong = () => undefined) {
      const validate = (value = '') => (value.trim() === '' ? 'Needed' : wrong(value.trim()))
      return answered(await text({ message, initialValue, validate, output })).trim()
    },
    secret: async (message) => (answered(await password({ message, output })) ?? '').trim(),
    confirm: async (message) => answered(await confirm({ message, output })),
    async choose(message, things, current) {
      const options = things.map((thing) => ({ value: thing, label: plain(thing.name), hint: String(thing.id) }))
      const initialValue = things.find(({ id }) => id === current)
      const choice =
        things.length > longestShown
          ? autocomplete({ message, options, initialValue, maxItems: longestShown, output })
          : select({ message, options, initialValue, output })
      return answered(await choice)
    },
  }
}

/** A longer list is searched by typing. */
const longestShown = 10

/** Whether the user says yes; a question that is cancelled is a no. */
export async function agreed(ask: Ask, question: string): Promise<boolean> {
  try {
    return await ask.confirm(question)
  } catch (error) {
    if (error instanceof Cancelled) return false
    throw error
  }
}
