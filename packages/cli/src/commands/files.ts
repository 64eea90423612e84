import { existsSync, statSync } from 'node:fs'
import type { Merged } from '@zephyr-reporters/core'
import { glob } from 'tinyglobby'
import { UsageError } from './failure.js'

/** Files and globs as they are given, each file once, in the order given; within a glob by name. */
export async function filesOf(args: readonly string[]): Promise<string[]> {
  const files: string[] = []
  for (const arg of args) {
    if (existsSync(arg)) {
      if (statSync(arg).isDirectory())
        throw new UsageError(`${arg} is a folder. Name its files: '${arg.replace(/\/$/, '')}/**/*.xml'`)
      files.push(arg)
      continue
    }
    const found = await glob(arg.replaceAll('\\', '/'), { dot: true, expandDirectories: false })
    if (found.length === 0) throw new UsageError(`No file: ${arg}`)
    files.push(...found.sort())
  }
  return [...new Set(files)]
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
