import { flags } from './option-flags.js'

/** Flags whose value may be left out, which is then `true`. */
const optional = new Set(flags.flatMap(({ flag }) => (flag.endsWith(']') ? [flag.split(' ', 1).join()] : [])))
const words = /^(true|false|yes|no|on|off|1|0)$/i

/**
 * The arguments with every optional value spelled out: `upload --dry-run results.xml` is `--dry-run=true` and a file,
 * where commander would take the file for the flag's value.
 */
export function withValues(args: readonly string[]): string[] {
  const spelled: string[] = []
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ''
    if (arg === '--') return [...spelled, ...args.slice(at)]
    if (!optional.has(arg)) {
      spelled.push(arg)
      continue
    }
    const next = args[at + 1] ?? ''
    const isValue = words.test(next) || (arg === '--wait' && /^\d+(\.\d+)?$/.test(next))
    spelled.push(`${arg}=${isValue ? next : 'true'}`)
    if (isValue) at++
  }
  return spelled
}
