import { execFileSync } from 'node:child_process'

/** Git on a stalled network drive does not hold a run up for longer. */
const gitTimeoutMs = 10_000

/** What git says of a working copy: its commit and branch, as far as both are certain. */
export function gitValues(
  cwd: string,
  env: Record<string, string | undefined>,
): { branch?: string | undefined; commit?: string | undefined } {
  const git = (...args: string[]): string => {
    try {
      return execFileSync('git', args, {
        cwd,
        env,
        encoding: 'utf8',
        timeout: gitTimeoutMs,
        stdio: ['ignore', 'pipe', 'ignore'],
      })
    } catch {
      // No git, no repository, or one of another user: the caller reports what has no value.
      return ''
    }
  }
  const commit = git('rev-parse', 'HEAD').trim() || undefined
  return { commit, branch: git('symbolic-ref', '--short', '-q', 'HEAD').trim() || onlyRemoteBranch(git) }
}

/** CI systems check a commit out, not a branch; where one remote branch alone stands there, it is the one. */
function onlyRemoteBranch(git: (...args: string[]) => string): string | undefined {
  const names = git('for-each-ref', '--points-at=HEAD', '--format=%(refname:lstrip=3)', 'refs/remotes')
    .split('\n')
    .filter((name) => name !== '' && name !== 'HEAD')
  const [only, ...others] = new Set(names)
  return others.length === 0 ? only : undefined
}
