import { mergeFiles } from '@zephyr-reporters/core'
import type { Action } from '../program.js'
import { contextOf, print, printJson } from './context.js'
import { checkShards, filesOf, mendedLine } from './files.js'

export const merge: Action = async (invocation) => {
  const { loaded, json } = await contextOf(invocation)
  const { createPackage, skipped } = loaded.settings
  const files = await filesOf(invocation.args)
  const output = String(invocation.flags.output)
  const merged = await mergeFiles(files, output, {
    createPackage,
    skipped,
    onShards: (shards) => checkShards({ shards }, invocation.flags.allowMissing === true),
  })
  const { counts } = merged
  if (json) printJson({ output, files: files.length, ...merged })
  else {
    const head = `${files.length} files merged into ${output}: ${counts.recorded} test cases, ${counts.passed} passed, ${counts.failed} failed.`
    print([head, ...mendedLine(merged)].join('\n'))
  }
  return 0
}
