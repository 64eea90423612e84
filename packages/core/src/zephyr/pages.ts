import { baseAddress } from './address.js'

/** Addresses that people can open. */
export interface PageLinks {
  /** The release's page; seen in public projects, not documented (docs/zephyr.md). */
  release: string
  /** The release's test repository. */
  repository: string
  /** The run's own page; only the emulator has one. */
  run?: string
}

/**
 * The product's pages of a release, and the run's own where the server named one below its own address.
 *
 * @param runPage `page` of the run's progress: a server's word, so an address elsewhere is not taken.
 */
export function pageLinks(url: string, releaseId: number, runPage?: unknown): PageLinks {
  const base = baseAddress(url)
  const isOwn = typeof runPage === 'string' && URL.canParse(runPage) && new URL(runPage).origin === new URL(base).origin
  return {
    release: `${base}/html5/release/${releaseId}`,
    repository: `${base}/html5/tcr/${releaseId}`,
    ...(isOwn && { run: runPage }),
  }
}
