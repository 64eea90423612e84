import type { CiSystem } from './ci-systems.js'
import type { Loaded } from './load.js'
import { type Option, type OptionName, optionNames, options } from './options.js'
import type { Problem } from './problems.js'

/** Fills `{date}`, `{branch}`, `{commit}`, `{build}`, `{runner}` into the options that may hold them, in place. */
export async function fillNames(loaded: Loaded, cwd = process.cwd(), today = new Date()): Promise<Problem[]> {
  const names = optionNames.filter((name) => isTemplate(name) && String(loaded.settings[name] ?? '').includes('{'))
  if (names.length === 0) return []
  const { values, ci } = await placeholders(loaded, cwd, today)
  const problems: Problem[] = []
  for (const name of names) {
    const template = String(loaded.settings[name])
    const wrong = (expected: string) =>
      problems.push({ option: name, source: loaded.sources[name].label, given: JSON.stringify(template), expected })
    const filled = template.replace(/\{(\w*)\}/g, (whole, key: string) => {
      const value = values.get(key)
      if (value) return value
      wrong(values.has(key) ? withoutValue(key, ci) : `one of ${known}, not ${whole}`)
      return whole
    })
    Object.assign(loaded.settings, { [name]: filled })
  }
  return problems
}

const known = '{date}, {branch}, {commit}, {build}, {runner}'

const isTemplate = (name: OptionName) => (options[name] as Option<unknown>).template === true

/** Why a placeholder cannot be filled in here. */
function withoutValue(key: string, ci: CiSystem | undefined): string {
  if (!ci)
    return `a name without {${key}}: no CI system was found here${key === 'build' ? '' : ', and git does not say'}`
  const variables = key === 'branch' || key === 'commit' || key === 'build' ? ci[key] : []
  const where = variables.length > 0 ? ` sets none of ${variables.join(', ')}` : ` has no {${key}}`
  return `a name without {${key}}: ${ci.title}${where} here`
}

async function placeholders({ runner, env }: Loaded, cwd: string, today: Date) {
  const { ciSystemOf, valuesOf } = await import('./ci-systems.js')
  const ci = ciSystemOf(env)
  const fromCi = ci && valuesOf(ci, env)
  const git = fromCi?.branch && fromCi.commit ? undefined : (await import('./git.js')).gitValues(cwd, env)
  const month = String(today.getMonth() + 1).padStart(2, '0')
  const values = new Map<string, string | undefined>([
    ['date', `${today.getFullYear()}-${month}-${String(today.getDate()).padStart(2, '0')}`],
    ['branch', fromCi?.branch ?? git?.branch],
    ['commit', fromCi?.commit ?? git?.commit],
    ['build', fromCi?.build],
    ['runner', runner],
  ])
  return { values, ci }
}
