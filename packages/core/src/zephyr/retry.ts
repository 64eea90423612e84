/** Milliseconds before the next try: doubling from half a second, with jitter; or what the server asked for. */
export function retryDelay(attempt: number, asked?: number): number {
  if (asked !== undefined) return asked
  const ceiling = Math.min(500 * 2 ** attempt, 15_000)
  return ceiling / 2 + Math.random() * (ceiling / 2)
}

/** `Retry-After` in milliseconds: seconds, or a date. */
export function retryAfter(header: string | null, now = Date.now()): number | undefined {
  const text = header?.trim()
  if (!text) return undefined
  if (/^\d+$/.test(text)) return Number(text) * 1000
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
