import { resolveSettings } from '../config/load.js'
import type { ZephyrReporterOptions } from '../config/reporter-options.js'
import { hasCredential } from '../config/secrets.js'
import { createLog } from '../log.js'

/** Says, where a credential is present, that this mode sends nothing. */
export async function tellInactive(
  mode: string,
  options: ZephyrReporterOptions = {},
  runner = 'reporter',
): Promise<void> {
  const { settings } = await resolveSettings({ runner, options: { ...options } })
  if (!hasCredential(settings)) return
  createLog({ level: settings.logLevel }).info(`Nothing is sent to Zephyr in ${mode}.`)
}
