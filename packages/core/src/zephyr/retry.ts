/** The longest time that a timer of Node takes; a longer one fires at once. */
export const longestTimer = 2 ** 31 - 1

/** Milliseconds before the next try: what the server asked for; else doubling from half a second, with jitter. */
export function retryDelay(attempt: number, asked?: number): number {
  if (asked) return Math.min(asked, longestTimer)
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
