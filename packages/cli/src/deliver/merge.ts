import { mergeFiles } from '@zephyr-reporters/core'
import { type Action, contextOf } from '../command.js'
import { print, printJson } from '../output.js'
import { readingProgress } from '../progress.js'
import { checkShards, filesOf, mergeOptionsOf, mustNotOverwrite, repairLines, testCases } from './input-files.js'

/** Merges JUnit files into one, without a delivery. */
export const merge: Action = async (invocation) => {
  const context = await contextOf(invocation)
  const { loaded, json, log } = context
  const output = String(invocation.flags.output)
  const files = await filesOf(invocation.args, { output, log })
  mustNotOverwrite(files, output, '-o')
  const merged = await mergeFiles(files, output, {
    ...mergeOptionsOf(loaded.settings),
    runner: 'merge',
    onRead: readingProgress(context, files),
    onShards: (shards) => checkShards({ shards }, invocation.flags.allowMissing === true),
  })
  const { counts } = merged
  if (json) printJson({ output, files: files.length, ...merged })
  else {
    const head = `${files.length === 1 ? '1 file' : `${files.length} files`} merged into ${output}: ${testCases(counts.recorded)}, ${counts.passed} passed, ${counts.failed} failed.`
    print([head, ...repairLines(merged)].join('\n'))
  }
  return 0
}
