import { statSync } from 'node:fs'

// One line on stderr that is written over: only where a person looks, never in a CI system's log.

let shown = false
/** What a delivery says it is doing, in place of the name of the whole. */
let detail: string | undefined

/** Clears the progress line; call it before any other line is written. */
export function clearProgress() {
  if (shown) process.stderr.write('\r\u001B[2K')
  shown = false
}

function show(text: string) {
  clearProgress()
  process.stderr.write(text.slice(0, (process.stderr.columns || 80) - 1))
  shown = true
}

/** What decides whether somebody looks: a command's context has it. */
interface Watched {
  json: boolean
  loaded: { settings: { logLevel: string } }
}

const isWatched = ({ json, loaded }: Watched) =>
  process.stderr.isTTY === true && !json && loaded.settings.logLevel !== 'silent'

/** Draws what a delivery is doing now, or `undefined` once that is over. */
export function drawLive(text: string | undefined) {
  detail = text
  if (text === undefined) clearProgress()
  else show(text)
}

/** @returns a callback for characters read, which draws the progress line; `undefined` where there is no terminal. */
export function readingProgress(
  context: Watched,
  files: readonly string[],
): ((characters: number) => void) | undefined {
  if (!isWatched(context)) return undefined
  const total = files.reduce((sum, file) => sum + statSync(file).size, 0)
  let read = 0
  let percent = -1
  return (characters) => {
    read += characters
    const now = Math.min(100, Math.floor((read / total) * 100))
    if (now === percent) return
    percent = now
    show(`Reading ${files.length === 1 ? files[0] : `${files.length} files`}: ${percent} %`)
  }
}

/** Shows `what` and the elapsed seconds on a terminal while `act` runs. */
export async function waiting<T>(context: Watched, what: string, act: () => Promise<T>): Promise<T> {
  if (!isWatched(context)) return act()
  const started = Date.now()
  const tick = () => show(detail ?? `${what} ${Math.round((Date.now() - started) / 1000)} s`)
  const timer = setInterval(tick, 1000)
  try {
    return await act()
  } finally {
    clearInterval(timer)
    clearProgress()
  }
}
