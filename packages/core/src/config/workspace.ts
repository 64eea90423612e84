import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { textOfFile } from '../atomic.js'

/** Files that stand at the top of a workspace and nowhere else. */
const topFiles = ['pnpm-workspace.yaml', 'nx.json', 'lerna.json', 'rush.json', 'lage.config.js']

/**
 * The top of the workspace of which a folder is one package; `undefined` where there is none, or the folder is the top
 * itself. The search ends at the top of the repository.
 */
export function workspaceAbove(folder: string): string | undefined {
  let at = folder
  while (!isWorkspaceTop(at)) {
    if (existsSync(join(at, '.git')) || dirname(at) === at) return undefined
    at = dirname(at)
  }
  return at === folder ? undefined : at
}

/** Whether a folder is the top of a workspace of any package manager or build tool. */
export function isWorkspaceTop(folder: string): boolean {
  if (topFiles.some((name) => existsSync(join(folder, name)))) return true
  // Turborepo's packages have a turbo.json of their own that extends the workspace's.
  const turbo = textOfFile(join(folder, 'turbo.json')) ?? ''
  if (turbo !== '' && !/"extends"\s*:/.test(turbo)) return true
  return hasWorkspaces(textOfFile(join(folder, 'package.json')) ?? '')
}

/** npm's, Yarn's and Bun's workspaces. */
function hasWorkspaces(manifest: string): boolean {
  if (!manifest.includes('"workspaces"')) return false
  try {
    return 'workspaces' in Object(JSON.parse(manifest))
  } catch {
    return false // A manifest that is no JSON is the package manager's to report.
  }
}
