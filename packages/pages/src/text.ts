/** `1 test case`, `2 test cases`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`

/** `1,234,567`. */
export const grouped = (count: number): string => count.toLocaleString('en-US')

/** `0.4 s`, `12 s`, `3 min 20 s`, `1 h 5 min`. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 60) return `${Math.round(seconds)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** `2026-11-25 17:04:28` in UTC. */
export const timestamp = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace('T', ' ').slice(0, 19)

const ages: readonly (readonly [limitSeconds: number, unitSeconds: number, unit: string])[] = [
  [60, 1, 's'],
  [3600, 60, 'min'],
  [86_400, 3600, 'h'],
  [Number.POSITIVE_INFINITY, 86_400, 'd'],
]

/** `just now`, `5 min ago`, `3 d ago`. */
export function age(milliseconds: number, now = Date.now()): string {
  const seconds = Math.max(0, Math.floor((now - milliseconds) / 1000))
  if (seconds < 5) return 'just now'
  const [, unitSeconds, unit] = ages.find(([limit]) => seconds < limit) ?? [0, 86_400, 'd']
  return `${Math.floor(seconds / unitSeconds)} ${unit} ago`
}

/** `tests › shop › cart`. */
export const trail = (folders: readonly string[]): string => folders.join(' › ')
