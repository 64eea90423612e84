import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../failure.js'

/** What `package.json` says of a folder. */
export interface Manifest {
  /** What it depends on, and the versions that it asks for. */
  ranges: Record<string, string>
  isWorkspace: boolean
  /** All of the file. */
  content: Record<string, unknown>
  name?: string
  packageManager?: string
}

/** The folder's own package.json; an empty one where there is none. */
export function manifestOf(folder: string): Manifest {
  const path = join(folder, 'package.json')
  if (!existsSync(path)) return { ranges: {}, isWorkspace: false, content: {} }
  const content = readJson(path)
  const { name, dependencies, devDependencies, workspaces, packageManager } = content
  return {
    ranges: { ...dependencies, ...devDependencies },
    isWorkspace: workspaces !== undefined,
    content,
    name: typeof name === 'string' && name !== '' ? name : undefined,
    packageManager: typeof packageManager === 'string' ? packageManager : undefined,
  }
}

/** A JSON file of the project. */
export function readJson(path: string) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${error instanceof Error ? error.message : error}`)
  }
}
