import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { parseJson } from '../zephyr/json.js'
import type { ServerRules } from './server-rules.js'

// `zephyr.server.json`: the rules of one server, as `zephyr-report calibrate` measured them. It lies beside the
// configuration, counts for that server only, and holds no secret.

/** The name of the file. */
export const serverFileName = 'zephyr.server.json'

/** The content of `zephyr.server.json`: rules measured for one server, and when. */
export interface ServerFile {
  /** Origin of the server, such as `https://acme.yourzephyr.com`. */
  server: string
  /** When it was measured, ISO 8601. */
  measuredAt: string
  rules: ServerRules
}

const recorded = v.pipe(v.string(), v.minLength(1))
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const serverFile: v.GenericSchema<unknown, ServerFile> = v.object({
  server: v.string(),
  measuredAt: v.string(),
  rules: v.object({
    error: recorded,
    skipped: recorded,
    failureWithoutText: recorded,
    nestedSuiteRecords: count,
    sameNameRecords: count,
    longName: v.picklist(['kept', 'cut', 'none']),
    dotsMakeFolders: v.picklist(['yes', 'no', 'unknown']),
  }),
})
/**
 * The rules measured for the server of `url`; `undefined` where no file is there or it is another server's.
 * Throws an `Error` that names the file where it cannot be read.
 */
export function readServerFile(folder: string, url: string): ServerFile | undefined {
  const path = join(folder, serverFileName)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  const found = v.safeParse(serverFile, parseJson(text))
  if (!found.success)
    throw new Error(
      `${path} is no result of \`zephyr-report calibrate\`. Delete it, or run \`npx zephyr-report calibrate\` again.`,
    )
  return URL.canParse(url) && new URL(url).origin === found.output.server ? found.output : undefined
}

/**
 * Writes the file in one atomic step.
 *
 * @returns its path
 */
export function writeServerFile(folder: string, url: string, rules: ServerRules, now = new Date()): string {
  const path = join(folder, serverFileName)
  const content: ServerFile = { server: new URL(url).origin, measuredAt: now.toISOString(), rules }
  const temporary = `${path}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(temporary, `${JSON.stringify(content, undefined, 2)}\n`)
    renameSync(temporary, path)
  } finally {
    rmSync(temporary, { force: true })
  }
  return path
}
