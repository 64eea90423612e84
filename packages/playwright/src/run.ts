import { printInactive, startReport } from '@zephyr-reporters/core/report'
import type { Invocation } from './invocation.js'
import type { PlaywrightReported } from './reported.js'
import { runOf } from './results.js'

// What an active reporter does during a run; loaded when Playwright builds it.

/** What Playwright's hooks have said so far. */
export type PlaywrightSeen = Pick<PlaywrightReported, 'config' | 'suite' | 'errors' | 'startedAt'>

/** A Playwright run that is being reported. */
export interface PlaywrightRun {
  /** @returns whether the run is to fail. */
  end(result: NonNullable<PlaywrightReported['result']>): Promise<boolean>
}

export async function startRun(invocation: Invocation, seen: PlaywrightSeen): Promise<PlaywrightRun> {
  const { options, merging, configDir, environment } = invocation
  let ended: PlaywrightReported['result']
  const report = await startReport({
    runner: 'playwright',
    options,
    run: () => runOf({ ...seen, result: ended, merging, configDir, environment }),
  })
  return {
    async end(result) {
      ended = result
      return (await report.end({ interrupted: result.status === 'interrupted' })).failRun
    },
  }
}

/** Prints, where a credential is set, that nothing is sent in this mode; `mode` in words for the user. */
export const printMode = (mode: string, { options }: Invocation) => printInactive(mode, options, 'playwright')
