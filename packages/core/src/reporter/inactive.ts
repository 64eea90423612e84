import { resolveSettings } from '../config/load.js'
import type { ZephyrReporterOptions } from '../config/reporter-options.js'
import { hasCredential } from '../config/secrets.js'
import { createLog } from '../log.js'

/** Prints, where a credential is set, that nothing is sent in this mode (watch, UI, list). */
export async function printInactive(
  mode: string,
  options: ZephyrReporterOptions = {},
  runner = 'reporter',
): Promise<void> {
  const { settings } = await resolveSettings({ runner, options: { ...options } })
  if (!hasCredential(settings)) return
  createLog({ level: settings.logLevel }).info(`Nothing is sent to Zephyr in ${mode}.`)
}
