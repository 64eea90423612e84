import { existsSync, realpathSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Log, type Merged, readRoot, type Settings } from '@zephyr-reporters/core'
import { isOwnFile, pendingPath } from '@zephyr-reporters/core/internal'
import { isWellFormedXml, ResultFileError } from '@zephyr-reporters/parser-template'
import { glob } from 'tinyglobby'
import { UsageError } from '../failure.js'

/**
 * Files and globs as they are given, each file once (whatever links lead to it), in the order given; within a glob by
 * name. A glob leaves out what `upload` wrote itself (or `output`, which is about to be written), or a test would be
 * delivered twice; and XML that is no JUnit file, such as Maven's summaries beside the results. A file named by name is
 * never left out: it is read, or refused.
 */
export async function filesOf(args: readonly string[], { output, log }: { output?: string; log?: Log } = {}) {
  const files = new Map<string, string>()
  const add = (file: string) => {
    const real = realpathSync(file)
    if (!files.has(real)) files.set(real, file)
  }
  for (const arg of args) {
    if (existsSync(arg)) {
      mustBeFile(arg)
      add(arg)
    } else for (const file of await filesOfGlob(arg, output, log)) add(file)
  }
  return [...files.values()]
}

function mustBeFile(arg: string) {
  const found = statSync(arg)
  if (found.isDirectory())
    throw new UsageError(`${arg} is a folder. Name its files: '${arg.replace(/\/$/, '')}/**/*.xml'`)
  if (!found.isFile())
    throw new UsageError(`${arg} is no regular file: it is read more than once, so save it to a file first.`)
}

async function filesOfGlob(arg: string, output: string | undefined, log: Log | undefined): Promise<string[]> {
  const pattern = arg.replaceAll('\\', '/')
  // No results lie there, but links to a workspace's packages, and the test files of others.
  const ignore = pattern.includes('node_modules') ? [] : ['**/node_modules/**']
  const all = await glob(pattern, { dot: true, expandDirectories: false, ignore })
  // What deliveries own are copies of results that lie elsewhere, or are pending and `resend`'s.
  const found = all.filter((file) => !isOwnFile(file))
  if (all.length === 0) throw new UsageError(`No file: ${arg}`)
  const kinds: Record<Kind, string[]> = { results: [], uploaded: [], 'other XML': [] }
  for (const file of found.sort()) kinds[await kindOf(file, output)].push(file)
  const { results, uploaded, 'other XML': others } = kinds
  if (results.length === 0 && others.length === 0)
    throw new UsageError(
      `${arg} finds only what an upload wrote: ${(uploaded.length > 0 ? uploaded : all).join(', ')}. \`npx zephyr-report resend\` sends what is pending; name a file to send it once more.`,
    )
  if (results.length === 0) throw new UsageError(`${arg} finds no JUnit file, only other XML: ${others.join(', ')}.`)
  if (uploaded.length > 0) log?.info(`Left out, because an upload wrote it: ${uploaded.join(', ')}.`)
  if (others.length > 0) log?.info(`Left out, because it is XML but no JUnit file: ${others.join(', ')}.`)
  return results
}

type Kind = 'results' | 'uploaded' | 'other XML'

/** `uploaded`: the merged file of an upload, delivered or not, or what waits to be sent again. */
async function kindOf(file: string, output: string | undefined): Promise<Kind> {
  if (output !== undefined && isSameFile(file, output)) return 'uploaded'
  if (existsSync(pendingPath(file))) return 'uploaded'
  try {
    return (await readRoot(file))?.runner === 'upload' ? 'uploaded' : 'results'
  } catch (error) {
    if (error instanceof ResultFileError && error.code === 'other root' && (await isWellFormedXml(file)))
      return 'other XML'
    throw error
  }
}

/** Whether two paths lead to one file, by links too; `output` need not be there yet. */
export function isSameFile(file: string, output: string): boolean {
  if (resolve(file) === resolve(output)) return true
  const [one, other] = [file, output].map((path) => statSync(path, { throwIfNoEntry: false }))
  return one !== undefined && other !== undefined && one.ino !== 0 && one.ino === other.ino && one.dev === other.dev
}

/** Refuses an output that would overwrite an input. */
export function mustNotOverwrite(files: readonly string[], output: string, flag: string) {
  const input = files.find((file) => isSameFile(file, output))
  if (input !== undefined)
    throw new UsageError(`${flag} ${output} would overwrite ${input}, which is read: name another file.`)
}

/** Refuses an incomplete or repeated set of shards, which would lose or duplicate results. */
export function checkShards({ shards }: Pick<Merged, 'shards'>, allowMissing: boolean) {
  for (const { runner: name, root, total, missing, doubled } of shards) {
    const runner = root === undefined ? name : `${name} in ${root}`
    if (doubled.length > 0)
      throw new UsageError(
        `Shard ${doubled.join(', ')} of ${total} (${runner}) is there more than once. Give each shard's file once.`,
      )
    if (missing.length > 0 && !allowMissing) {
      throw new UsageError(
        `Shard ${missing.join(', ')} of ${total} (${runner}) is missing. Give the files of all shards, or --allow-missing.`,
      )
    }
  }
}

/** The options that decide how files are read. */
export const mergeOptionsOf = ({ createPackage, skipped, packagePrefix, sameName }: Settings) => ({
  createPackage,
  skipped,
  packagePrefix,
  sameName,
})

/** A number of test cases, in words. */
export const testCases = (count: number) => (count === 1 ? '1 test case' : `${count} test cases`)

/** Lines that say what was repaired, what was left out, and what to check. */
export function repairLines({ mended, counts, notes }: Pick<Merged, 'mended' | 'counts' | 'notes'>): string[] {
  const parts = Object.entries(mended).map(([what, count]) => `${what}: ${count}`)
  const left = Object.entries(counts.omitted).map(([reason, count]) => `${reason}: ${count}`)
  return [
    ...(parts.length > 0 ? [`Repaired, because Zephyr would misread it: ${parts.join(', ')}.`] : []),
    ...(left.length > 0 ? [`Left out because they did not run: ${left.join(', ')}.`] : []),
    ...notes,
  ]
}
