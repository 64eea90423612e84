import { missingForDelivery, resolveSettings } from '../config/load.js'
import { secretsOf } from '../config/secrets.js'
import { messageOf } from '../display.js'
import { createLog, type Log } from '../log.js'
import { type Interruption, onInterrupt } from './interrupt.js'
import type { Ended, Report, ReportRequest, Session } from './session-types.js'

// The start of a report and its end's frame. What writes the file is loaded behind the runner's start, and whatever only a
// delivery or a dry run needs still later.

export type { Ended, Report, ReportRequest } from './session-types.js'

/** Opens the report of a run: reads the options, and from now on writes the file even when a signal ends the run. */
export async function startReport(request: ReportRequest): Promise<Report> {
  const ending = loadEnding()
  const loaded = await resolveSettings({ ...request, options: { ...request.options } })
  const log = createLog({ level: loaded.settings.logLevel, secrets: secretsOf(loaded.settings) })
  const session: Session = { request, loaded, log, isInterrupted: false, isDelivering: false }
  const stopListening = onInterrupt((by) => interrupted(session, ending.loaded, by))
  if (!loaded.settings.dryRun && missingForDelivery(loaded).length === 0) preloadDelivery()
  let prepare: ReturnType<Ending['filePreparer']> | undefined
  let ended: Promise<Ended> | undefined
  return {
    ready: ending.ready,
    fileEnded(file, run) {
      prepare ??= ending.loaded?.filePreparer(session)
      prepare?.(file, run)
    },
    end({ interrupted = false } = {}) {
      session.isInterrupted ||= interrupted
      ended ??= ending.module
        .then(({ finish }) => finish(session))
        .catch((error: unknown) => sayFailed(log, error))
        .then((fine) => ({ failRun: !fine && !session.isInterrupted && loaded.settings.strict }))
        .finally(stopListening)
      return ended
    },
  }
}

type Ending = typeof import('./end.js')

interface LateEnding {
  module: Promise<Ending>
  /** The module, once it is there: a signal's handler cannot wait for it. */
  loaded?: Ending
  ready: Promise<void>
}

function loadEnding(): LateEnding {
  const module = import('./end.js')
  const late: LateEnding = {
    module,
    ready: module.then(
      (loaded) => {
        late.loaded = loaded
      },
      // The run's end waits for it too, and reports it.
      () => undefined,
    ),
  }
  return late
}

function interrupted(session: Session, ending: Ending | undefined, by: Interruption) {
  const { log } = session
  if (session.isDelivering)
    return log.warn('Interrupted while sending. `npx zephyr-report resend` finishes it; nothing is sent twice.')
  session.isInterrupted = true
  if (!ending) return log.warn('The run was interrupted at its start: nothing is sent to Zephyr.')
  try {
    ending.endInterrupted(session, by)
  } catch (error) {
    sayFailed(log, error)
  }
}

/**
 * Loads, while the tests run, what the delivery needs at their end: 50 ms that nobody waits for then. What fails to load
 * here fails there again, and is reported there.
 */
function preloadDelivery() {
  const load = () => void Promise.allSettled([import('../delivery/deliver.js'), import('ofetch'), globalThis.fetch])
  setTimeout(load, preloadAfterMs).unref()
}

/** Behind what the runner does at its start. */
const preloadAfterMs = 200

function sayFailed(log: Log, error: unknown): false {
  log.error(`${messageOf(error)}\nNothing was sent to Zephyr.`)
  if (error instanceof Error && error.stack) log.debug(error.stack)
  return false
}
