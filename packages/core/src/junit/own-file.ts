import { ResultFileError } from '@zephyr-reporters/parser-template'
import type { Shard } from '../results/model.js'

// Apart from what writes it (shard.ts): a reporter loads no parser.

/** What `<testsuites>` of a file of ours says of itself. */
export interface OwnFile {
  runner: string
  shard?: Shard
  /** The runner's root as seen from the folder from which packages count; empty where both are one. */
  root: string
  /** Off: the package stands in front of each name. */
  createPackage: boolean
}

/** @returns nothing where the file is of other origin. Throws a {@link ResultFileError} where its shard cannot be one. */
export function readRootAttributes(attributes: Readonly<Record<string, string>>, path: string): OwnFile | undefined {
  const runner = attributes['zephyr-runner']
  if (runner === undefined) return undefined
  return {
    runner,
    shard: readShard(attributes['zephyr-shard'], path),
    root: attributes['zephyr-root'] ?? '',
    createPackage: attributes['zephyr-create-package'] !== 'false',
  }
}

/** Lists of all shards are made: a number that no run has would fill the memory. */
const mostShards = 10_000

function readShard(text: string | undefined, path: string): Shard | undefined {
  if (text === undefined) return undefined
  const [, first = '', second = ''] = /^(\d{1,9})\/(\d{1,9})$/.exec(text) ?? []
  const [current, total] = [Number(first), Number(second)]
  if (current < 1 || current > total || total > mostShards)
    throw new ResultFileError(
      `${path} says that it is shard ${text.slice(0, 30)}: expected K/N, K from 1 to N, N up to ${mostShards}. Run that shard again.`,
      { line: 1, column: 1 },
    )
  return { current, total }
}
