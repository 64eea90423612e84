import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Store } from './store/store.js'

/** Where uploaded files are: beside the database, or in a temporary folder that goes with the emulator. */
export function openUploads(store: Store, database: string | undefined) {
  const path = database ? `${resolve(database)}.uploads` : mkdtempSync(join(tmpdir(), 'zephyr-emulator-'))
  mkdirSync(path, { recursive: true })
  /** A result file goes once neither a job nor a run to come reads it. */
  const tidy = (file: string) => {
    if (!store.needs(file)) rmSync(file, { force: true })
  }
  return {
    path,
    tidy,
    /** What a killed emulator left behind. */
    tidyAll() {
      for (const entry of readdirSync(path, { withFileTypes: true })) if (entry.isFile()) tidy(join(path, entry.name))
      rmSync(join(path, 'waiting'), { recursive: true, force: true })
    },
    clear() {
      rmSync(path, { recursive: true, force: true })
      mkdirSync(path, { recursive: true })
    },
    close() {
      if (!database) rmSync(path, { recursive: true, force: true })
    },
  }
}
