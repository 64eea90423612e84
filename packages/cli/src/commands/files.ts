import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { isOwnFile, type Log, type Merged, pendingPath, readRoot } from '@zephyr-reporters/core'
import { glob } from 'tinyglobby'
import { UsageError } from './failure.js'

/**
 * Files and globs as they are given, each file once, in the order given; within a glob by name. A glob leaves out what
 * `upload` wrote itself (or `output`, which is about to be written), or a test would be delivered twice.
 */
export async function filesOf(args: readonly string[], { output, log }: { output?: string; log?: Log } = {}) {
  const files: string[] = []
  for (const arg of args) {
    if (existsSync(arg)) {
      const found = statSync(arg)
      if (found.isDirectory())
        throw new UsageError(`${arg} is a folder. Name its files: '${arg.replace(/\/$/, '')}/**/*.xml'`)
      if (!found.isFile())
        throw new UsageError(`${arg} is no regular file: it is read more than once, so save it to a file first.`)
      files.push(arg)
      continue
    }
    const all = await glob(arg.replaceAll('\\', '/'), { dot: true, expandDirectories: false })
    // What deliveries own are copies of results that lie elsewhere, or are pending and `resend`'s.
    const found = all.filter((file) => !isOwnFile(file))
    if (all.length === 0) throw new UsageError(`No file: ${arg}`)
    const left: string[] = []
    for (const file of found.sort()) (await isWrittenByUs(file, output)) ? left.push(file) : files.push(file)
    if (left.length === found.length)
      throw new UsageError(
        `${arg} finds only what an upload wrote: ${left.join(', ')}. \`npx zephyr-report resend\` sends what is pending; name a file to send it once more.`,
      )
    if (left.length > 0) log?.info(`Left out, because an upload wrote it: ${left.join(', ')}.`)
  }
  return [...new Set(files)]
}

/** The merged file of an upload, delivered or not, or what waits to be sent again. */
async function isWrittenByUs(file: string, output: string | undefined): Promise<boolean> {
  if (output !== undefined && resolve(file) === resolve(output)) return true
  return existsSync(pendingPath(file)) || (await readRoot(file))?.runner === 'upload'
}

/** A run of which a shard is missing is no run: results would be lost without a word. */
export function checkShards({ shards }: Pick<Merged, 'shards'>, allowMissing: boolean) {
  for (const { runner, total, missing, doubled } of shards) {
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

export function mendedLine({ mended, counts }: Merged): string[] {
  const parts = Object.entries(mended).map(([what, count]) => `${what}: ${count}`)
  const left = Object.entries(counts.omitted).map(([reason, count]) => `${reason}: ${count}`)
  return [
    ...(parts.length > 0 ? [`Mended, because Zephyr would misread it: ${parts.join(', ')}.`] : []),
    ...(left.length > 0 ? [`Left out because they did not run: ${left.join(', ')}.`] : []),
  ]
}
