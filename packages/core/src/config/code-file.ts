import { createRequire } from 'node:module'
import { basename, dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import * as v from 'valibot'
import { objectOnly } from './object-only.js'
import type { Problem } from './problems.js'

/** A configuration file with what it holds. */
export interface ConfigFile {
  path: string
  /** Relative paths in the file count from here. */
  folder: string
  values: Record<string, unknown>
}

/** A configuration that has not settled after this long never will; a test run does not wait for it. */
const longestLoadMs = 30_000

/**
 * Runs a configuration file that is code. Its default export is an object of options, or a function that answers one.
 * What is wrong with it becomes a problem; the file then has no values.
 */
export async function loadCodeFile(path: string, problems: Problem[]): Promise<ConfigFile> {
  const file = { path, folder: dirname(path), values: {} }
  try {
    return { ...file, values: v.parse(objectOnly, await withinLimit(defaultExport(path))) }
  } catch (error) {
    problems.push({
      option: basename(path),
      source: path,
      given: error instanceof Error ? (error.message.split('\n', 1)[0] ?? error.name) : String(error),
      expected: 'a default export that is an object with options, or a function that returns one',
    })
    return file
  }
}

async function defaultExport(path: string): Promise<unknown> {
  const { default: exported } = await importFile(path)
  // What TypeScript compiles to CommonJS holds its default in a default.
  const config = isCompiled(exported) ? exported.default : exported
  return typeof config === 'function' ? await config() : config
}

const isCompiled = (value: unknown): value is Module =>
  typeof value === 'object' && value !== null && '__esModule' in value && 'default' in value

interface Module {
  default?: unknown
}

/** Node's own loader, which strips types from 22.18 on; jiti, where it is installed, for what that cannot read. */
async function importFile(path: string): Promise<Module> {
  try {
    return await import(pathToFileURL(path).href)
  } catch (error) {
    if (!isTypeScriptUnread(error)) throw error
    return await throughJiti(path, error)
  }
}

function isTypeScriptUnread(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ERR_UNKNOWN_FILE_EXTENSION' || code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX'
}

async function throughJiti(path: string, cause: unknown): Promise<Module> {
  const from = createRequire(path)
  let jiti: string
  try {
    jiti = from.resolve('jiti')
  } catch {
    throw new Error(
      `Node ${process.versions.node} cannot read it: use Node 22.18 or newer, install jiti, or name the file zephyr.config.mjs`,
      { cause },
    )
  }
  const { createJiti } = await import(pathToFileURL(jiti).href)
  return await createJiti(path).import(path)
}

async function withinLimit<T>(loading: Promise<T>): Promise<T> {
  const limit = new AbortController()
  const late = sleep(longestLoadMs, undefined, { signal: limit.signal }).then((): never => {
    throw new Error(`it was not loaded after ${longestLoadMs / 1000} seconds`)
  })
  try {
    return await Promise.race([loading, late])
  } finally {
    limit.abort()
    late.catch(() => {})
  }
}
