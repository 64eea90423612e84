const seen = new WeakMap<object, Set<string>>()

/**
 * Whether a run has this reporter with these options already: from a preset and the configuration, or from the
 * configuration and the command line. Such a run is delivered once.
 *
 * @param run What the runner hands to all reporters of one run, and to no other run's.
 */
export function isRepeated(run: object, options: object): boolean {
  const lines = seen.get(run) ?? new Set()
  seen.set(run, lines)
  const line = JSON.stringify(options)
  return lines.size === lines.add(line).size
}
