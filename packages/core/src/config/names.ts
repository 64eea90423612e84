import type { Loaded, Problem } from './load.js'
import { type OptionName, optionNames, options } from './options.js'

// `env-ci` knows where some thirty CI systems keep branch, commit and build; it is loaded only where a name asks.

/** Fills `{date}`, `{branch}`, `{commit}`, `{build}`, `{runner}` into the options that may hold them, in place. */
export async function fillNames(loaded: Loaded, cwd = process.cwd(), today = new Date()): Promise<Problem[]> {
  const names = optionNames.filter(
    (name) => options[name].template && String(loaded.settings[name] ?? '').includes('{'),
  )
  if (names.length === 0) return []
  const values = await placeholders(loaded, cwd, today)
  const problems: Problem[] = []
  for (const name of names) {
    const template = String(loaded.settings[name])
    const filled = template.replace(/\{(\w*)\}/g, (whole, key: string) => {
      const value = values[key]
      if (value) return value
      problems.push(
        unknown(
          name,
          loaded,
          template,
          key in values
            ? `{${key}} to have a value here: no CI system that tells it was found`
            : `one of ${known}, not ${whole}`,
        ),
      )
      return whole
    })
    Object.assign(loaded.settings, { [name]: filled })
  }
  return problems
}

const known = '{date}, {branch}, {commit}, {build}, {runner}'

function unknown(option: OptionName, { sources }: Loaded, template: string, expected: string): Problem {
  return { option, source: sources[option].label, given: JSON.stringify(template), expected }
}

async function placeholders(
  { runner, env }: Loaded,
  cwd: string,
  today: Date,
): Promise<Record<string, string | undefined>> {
  const { default: envCi } = await import('env-ci')
  const ci = envCi({ env, cwd })
  const month = String(today.getMonth() + 1).padStart(2, '0')
  return {
    date: `${today.getFullYear()}-${month}-${String(today.getDate()).padStart(2, '0')}`,
    // In a pull request the branch that is merged, not the one it is merged into; env-ci has GitHub's `refs/pull/3/merge`.
    branch: env.GITHUB_HEAD_REF || withoutRemote(ci.prBranch || ci.branch, ci.service),
    commit: ci.commit,
    build: ci.build,
    runner,
  }
}

/** Jenkins' git plugin tells the remote's branch: `origin/main`. */
const withoutRemote = (branch: string | undefined, service: string | undefined) =>
  service === 'jenkins' ? branch?.replace(/^origin\//, '') : branch
