import { inspect } from 'node:util'
import type { Source } from './layers.js'
import { isUnset } from './layers.js'
import { nearest } from './nearest.js'
import { type OptionName, optionNames, options } from './options.js'
import { readPem } from './pem.js'
import { type Problem, unknownOption } from './problems.js'

// What is wrong with options that are right one by one, and names that are no option.

type Parsed = Partial<Record<OptionName, unknown>>
type Sources = Record<OptionName, Source>

/** Finds options that need another one. */
export function checkPairs(parsed: Parsed, sources: Sources, problems: Problem[]) {
  const reported = new Set(problems.map(({ option }) => option))
  const pair = (one: OptionName, other: OptionName) => {
    if (parsed[one] === undefined || parsed[other] !== undefined || reported.has(other)) return
    problems.push({
      option: other,
      source: options[other].variable,
      given: 'nothing',
      expected: `needed beside ${one}`,
    })
  }
  if (parsed.token === undefined) {
    pair('username', 'password')
    pair('password', 'username')
  }
  pair('clientCert', 'clientKey')
  pair('clientKey', 'clientCert')
  // Each shard would get a job of its own by name; one `jobId` would be given the shards' runs one over the other.
  if (parsed.shards === 'upload' && parsed.jobId !== undefined)
    problems.push({
      option: 'shards',
      source: sources.shards.label,
      given: show(parsed.shards),
      expected: 'collect beside jobId, or jobName in its place: each shard gets a job of its own',
    })
  const [start, end] = [parsed.cycleStartDate, parsed.cycleEndDate].map((day) =>
    day ? Date.parse(String(day)) : undefined,
  )
  if (start !== undefined && end !== undefined && end < start) {
    const given = show(parsed.cycleEndDate)
    problems.push({
      option: 'cycleEndDate',
      source: sources.cycleEndDate.label,
      given,
      expected: `a day not before cycleStartDate (${parsed.cycleStartDate})`,
    })
  }
}

/** Certificate files that cannot be read. */
export function wrongPems(parsed: Parsed, sources: Sources): Problem[] {
  return (['clientCert', 'clientKey'] as const).flatMap((option): Problem[] => {
    if (parsed[option] === undefined) return []
    const path = String(parsed[option])
    try {
      readPem(option, path)
      return []
    } catch {
      return [{ option, source: sources[option].label, given: show(path), expected: 'a PEM file that can be read' }]
    }
  })
}

/** Fields that runners add to a reporter's options of their own accord (Playwright). */
const runnersOwn = new Set(['configDir', '_mode', '_commandHash', '_isTestServer'])

/** Names that are no option; names that begin with `_` belong to the runner. */
export function unknownNames(values: Record<string, unknown> | undefined, where: string): Problem[] {
  return Object.keys(values ?? {})
    .filter(
      (name) => !Object.hasOwn(options, name) && name !== '$schema' && !name.startsWith('_') && !runnersOwn.has(name),
    )
    .map((name) => ({
      option: name,
      source: where,
      given: unknownOption,
      expected: guess(name, optionNames) ?? 'Remove it.',
    }))
}

/** A warning for each `ZEPHYR_*` variable that is no option. */
export function unknownVariables(env: Record<string, string | undefined>): string[] {
  const prefix = 'ZEPHYR_'
  const known = optionNames.map((name) => options[name].variable.slice(prefix.length))
  return Object.keys(env)
    .filter((name) => name.startsWith(prefix) && !known.includes(name.slice(prefix.length)) && !isUnset(env[name]))
    .map((name) => {
      // Compared without what all have in common, which would make any two alike.
      const meant = guess(name.slice(prefix.length), known, prefix)
      return `${name} is not an option of these reporters and is ignored.${meant ? ` ${meant}` : ''}`
    })
}

/** A question with the name that was most likely meant, if any is near enough. */
function guess(name: string, known: readonly string[], prefix = ''): string | undefined {
  const likely = nearest(name, known)
  return likely && `Did you mean ${prefix}${likely}?`
}

/** Characters of a wrong value in a message: enough to recognise it. */
const longestShown = 120

/** A value as a message shows it, whatever it is. */
export function show(given: unknown): string {
  const text = typeof given === 'string' ? JSON.stringify(given) : inspect(given, { depth: 1, breakLength: Infinity })
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text
}
