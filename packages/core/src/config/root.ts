import { basename, isAbsolute, relative, sep } from 'node:path'
import type { TestRun } from '../results/model.js'
import type { Loaded } from './load.js'
import { workspaceAbove } from './workspace.js'

/** The folder from which packages count. */
export interface PackageRoot {
  /** Absolute path. */
  folder: string
  /** Why it is this one, in words for the user. */
  from: string
  /** Set where test cases may get names that another package of the workspace uses too. */
  warning?: string
}

/**
 * The option `root`; else the folder of the farthest configuration file, where it holds the runner's root; else the
 * runner's root. So the packages of a monorepo under one configuration file never share a name.
 */
export function packageRoot(
  { settings, sources, configRoot }: Loaded,
  { root, rootIs = "the runner's root" }: Pick<TestRun, 'root' | 'rootIs'>,
): PackageRoot {
  if (settings.root) {
    const { kind, label } = sources.root
    return { folder: settings.root, from: `root from ${kind === 'file' ? basename(label) : label}` }
  }
  if (configRoot && isInside(root, configRoot))
    return { folder: configRoot, from: 'the folder of the farthest zephyr.config file' }
  const workspace = settings.packagePrefix || configRoot ? undefined : workspaceAbove(root)
  const warning =
    workspace &&
    `${root} is one package of the workspace ${workspace}: a test file of the same path in another package would share its name in Zephyr. ` +
      `Set ZEPHYR_ROOT=${workspace}, or ZEPHYR_PACKAGE_PREFIX=${relative(workspace, root).replaceAll('\\', '/')} for this package, or put one zephyr.config.json into ${workspace}.`
  return { folder: root, from: rootIs, warning }
}

function isInside(folder: string, parent: string): boolean {
  const way = relative(parent, folder)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
