import { resolve } from 'node:path'
import { deliver, mergeFiles, planDelivery, planLines, resultFilePath, setAside } from '@zephyr-reporters/core'
import type { Action } from '../program.js'
import { contextOf, mustDeliver, print, printJson } from './context.js'
import { UsageError } from './failure.js'
import { checkShards, filesOf, mendedLine } from './files.js'

export const upload: Action = async (invocation) => {
  const context = await contextOf(invocation)
  const { loaded, log, json } = context
  const { settings } = loaded
  if (!settings.dryRun) mustDeliver(context)
  const files = await filesOf(invocation.args)
  const file = resultFilePath({ root: settings.root ?? process.cwd(), runner: 'upload' }, settings.outputFile)
  if (files.some((input) => resolve(input) === file))
    throw new UsageError(`${file} is where the merged file is written. Name another with --output-file.`)
  const { createPackage, skipped } = settings
  // Read once without writing: nothing that stands there is touched for files that are refused.
  const checked = await mergeFiles(files, undefined, { createPackage, skipped })
  checkShards(checked, invocation.flags.allowMissing === true)
  if (checked.counts.total === 0)
    throw new UsageError(`No test case in ${files.length === 1 ? files[0] : `${files.length} files`}: nothing is sent.`)
  for (const line of mendedLine(checked)) log.info(line)
  if (checked.counts.recorded === 0) throw new UsageError('Not one of the tests ran: nothing is sent.')

  if (settings.dryRun) {
    const plan = planDelivery({ loaded })
    if (json) printJson({ plan, counts: checked.counts, mended: checked.mended })
    else
      print(
        [
          ...planLines(plan),
          `Zephyr would record ${checked.counts.recorded} test cases: ${checked.counts.failed} failed.`,
        ].join('\n'),
      )
    return 0
  }
  const aside = setAside(file)
  if (aside)
    log.warn(`An earlier run was not delivered; its results are kept in ${aside}. \`zephyr-report resend\` sends them.`)
  const { counts } = await mergeFiles(files, file, { createPackage, skipped })
  const result = await deliver({ file, counts, loaded, log })
  if (json) printJson(result)
  return result.status === 'delivered' ? 0 : result.status === 'failed' ? 1 : 3
}
