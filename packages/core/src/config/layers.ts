import type { OptionName } from './options.js'

/** Where an option's value came from. */
export interface Source {
  kind: 'flag' | 'environment' | 'options' | 'file' | 'default'
  /** Its name in messages: `--project-id`, `ZEPHYR_PROJECT_ID`, `the reporter's options`, a file's path, `default`. */
  label: string
}

/** One place where options stand: flags, environment, reporter options, or one configuration file. */
export interface Layer {
  kind: Exclude<Source['kind'], 'default'>
  /** The place of one option, as messages name it. */
  label(name: OptionName): string
  /** Relative paths count from here. */
  base: string
  get(name: OptionName): unknown
}

/** A value that was not taken because it belongs to another option, which a nearer layer overrides. */
export interface Hidden {
  /** Name of the layer that holds the value. */
  source: string
  /** The option that is overridden. */
  by: OptionName
}

/**
 * What belongs together is overridden together: a job's id to its name, a folder's id and the phase to the folder's
 * path, a user to a token. A farther layer's `jobId` with a nearer `jobName` would update another job than the one named.
 */
const belongsTo: Partial<Record<OptionName, OptionName>> = {
  jobId: 'jobName',
  repositoryTreeId: 'repositoryPath',
  phaseName: 'repositoryPath',
  username: 'token',
  password: 'token',
}

/** The value of the nearest layer that sets an option; layers behind the one that sets what it belongs to do not count. */
export function nearestValue(
  name: OptionName,
  layers: readonly Layer[],
): { given?: unknown; layer?: Layer; hidden?: Hidden } {
  const at = depthOf(name, layers)
  const layer = layers[at]
  if (!layer) return {}
  const by = belongsTo[name]
  if (by && depthOf(by, layers) < at) return { hidden: { source: layer.label(name), by } }
  return { given: layer.get(name), layer }
}

/** Index of the nearest layer that sets the option; beyond the last one where none does. */
function depthOf(name: OptionName, layers: readonly Layer[]): number {
  const at = layers.findIndex((layer) => !isUnset(layer.get(name)))
  return at === -1 ? layers.length : at
}

/** An empty string counts as unset. */
export const isUnset = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
