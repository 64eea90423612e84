/** The result of one check of `doctor`. */
export interface Check {
  what: string
  /** `skipped`: not tried, or the server does not offer it. */
  state: 'ok' | 'failed' | 'note' | 'skipped'
  says: string
  /** What to do about it. */
  todo?: string
}

/** Rejects with "no answer within …" where `act` takes longer than `seconds`. */
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
