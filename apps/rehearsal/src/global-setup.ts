import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startRegistry } from './registry.ts'
import { publishBoth, type Versions } from './release.ts'
import { run } from './shell.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    registry: string
    versions: Versions
    /** For everything that the tests make; removed at the end unless `REHEARSAL_KEEP` is set. */
    folder: string
  }
}

/** Starts the registry, publishes both versions, and tears all down at the end. */
export default async function setup({ provide }: TestProject): Promise<() => void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'zephyr-rehearsal-')))
  const upstream = (await run('npm', ['config', 'get', 'registry'], { cwd: folder })).trim()
  const registry = await startRegistry(join(folder, 'registry'), upstream)
  const close = () => {
    registry.close()
    if (process.env.REHEARSAL_KEEP) console.log(`kept: ${folder}`)
    else rmSync(folder, { recursive: true, force: true })
  }
  try {
    provide('versions', await publishBoth(join(folder, 'release'), registry.url))
  } catch (error) {
    close()
    throw error
  }
  provide('registry', registry.url)
  provide('folder', folder)
  return close
}
