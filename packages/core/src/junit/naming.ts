import { fitName } from '../results/names.js'
import { cleanName } from '../results/text.js'
import type { ReadCase } from './read-types.js'

/** How a test case of another tool gets its package and name. */
export interface NamingOptions {
  /** Off: the package stands in front of each name. Default true. */
  createPackage?: boolean
  /** Segments with `/` between them, in front of every package of a file that is not ours. */
  packagePrefix?: string
}

/** The name that a test case gets in the merged file. */
export interface NewName {
  packageName: string
  name: string
  /** Another test case has the name itself. */
  numbered?: boolean
  /** Other attempts of this test, which it stands for; whether one of them failed. */
  covers?: { failed: boolean }
}

/** A test case's own name, before it is numbered or cut. */
export interface ScopedName {
  packageName: string
  /** Begins with the package where all records land in one folder (`createPackage: false`). */
  name: string
  /** The folder in which names must differ. */
  scope: string
}

/** A foreign file's names and packages stay the tool's own, but for what XML forbids. */
export function scopedName(test: Pick<ReadCase, 'packageName' | 'name' | 'own'>, options: NamingOptions): ScopedName {
  const { createPackage = true, packagePrefix } = options
  const own = cleanName(test.packageName)
  const packageName = packagePrefix && !test.own ? prefixed(packagePrefix, own) : own
  const given = cleanName(test.name)
  const front = packageName === '' ? '' : `${packageName} > `
  const holdsPackage = test.own?.createPackage === false
  if (createPackage) {
    const name = holdsPackage && given.startsWith(front) ? given.slice(front.length) : given
    return { packageName, name, scope: packageName }
  }
  return { packageName, name: holdsPackage ? given : front + given, scope: '' }
}

/** A `.` within a segment would make two folders of it. */
function prefixed(packagePrefix: string, packageName: string): string {
  const segments = packagePrefix.split('/').map((segment) => cleanName(segment).replaceAll('.', '_'))
  return [...segments, packageName].filter(Boolean).join('.')
}

/** The name cut to what Zephyr keeps. */
export const fitted = ({ packageName, name }: ScopedName): NewName => ({ packageName, name: fitName(name) })
