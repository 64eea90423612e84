import { missingForDelivery, type Option, optionNames, options, type Problem } from '@zephyr-reporters/core'
import { problemParts } from '@zephyr-reporters/core/internal'
import type { Context } from '../command.js'
import type { Check } from './check.js'

/** The file, every option that is set with its origin, and each thing that is wrong or missing. */
export function optionChecks({ loaded }: Context, problems: readonly Problem[]): Check[] {
  const { configFiles, settings, sources, warnings } = loaded
  const wrong = new Set(problems.map(({ option }) => option))
  const set = optionNames.filter((name) => sources[name].kind !== 'default' && !wrong.has(name))
  const missing = missingForDelivery(loaded)
  return [
    ...configFiles.map((says): Check => ({ what: 'configuration file', state: 'note', says })),
    ...(configFiles.length === 0
      ? [
          {
            what: 'configuration file',
            state: 'note',
            says: 'no zephyr.config.json from here upward',
            todo: missing.length === 0 ? undefined : '`npx zephyr-report init` writes one.',
          } as const,
        ]
      : []),
    ...set.map((name): Check => {
      const { secret }: Option<unknown> = options[name]
      const says = `${secret ? '***' : JSON.stringify(settings[name])} from ${sources[name].label}`
      return { what: `option ${name}`, state: 'note', says }
    }),
    ...warnings.map((says): Check => ({ what: 'environment', state: 'note', says })),
    ...[...problems, ...missing].map(
      (problem): Check => ({ what: `option ${problem.option}`, state: 'failed', ...problemParts(problem) }),
    ),
    ...(problems.length + missing.length === 0
      ? [{ what: 'options', state: 'ok', says: 'all that a delivery needs is set' } as const]
      : []),
    ...(settings.enabled ? [] : [{ what: 'enabled', state: 'note', says: 'is off: reporters do nothing' } as const]),
    ...(settings.dryRun ? [{ what: 'dryRun', state: 'note', says: 'is on: nothing is sent' } as const] : []),
  ]
}
