import { messageOf } from '@zephyr-reporters/core'
/** One thing that was looked at. */
export interface Check {
  what: string
  /** `skipped`: not tried, or not told by this server. */
  state: 'ok' | 'failed' | 'note' | 'skipped'
  says: string
  /** What to do about it. */
  todo?: string
}

/** Settles within so many seconds; what hangs longer is an error that says so. */
export async function within<T>(seconds: number, act: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${seconds} seconds`)), seconds * 1000)
  })
  try {
    return await Promise.race([act, late])
  } finally {
    clearTimeout(timer)
  }
}

export const textOf = messageOf
