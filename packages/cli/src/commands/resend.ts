import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import {
  type DeliveryResult,
  exitCodeOf,
  findPending,
  pendingPath,
  resend,
  resultFilePath,
} from '@zephyr-reporters/core'
import type { Action } from '../program.js'
import { clientOf, contextOf, print, printJson } from './context.js'
import { UsageError } from './failure.js'
import { waiting } from './progress.js'

export const resendAll: Action = async (invocation) => {
  const context = await contextOf(invocation)
  const { loaded, log, json } = context
  const { root = process.cwd(), outputFile } = loaded.settings
  const folder = dirname(resultFilePath({ root, runner: 'upload' }, outputFile))
  const paths = invocation.args.length > 0 ? invocation.args.map(pendingOf) : findPending(folder)
  if (loaded.settings.dryRun) {
    if (json) printJson({ dryRun: true, pending: paths })
    else
      print([`${paths.length} to be sent. Dry run: nothing is sent.`, ...paths.map((path) => `  ${path}`)].join('\n'))
    return 0
  }
  const results: { pending: string; result: DeliveryResult }[] = []
  if (paths.length > 0)
    clientOf({
      ...context,
      loaded: { ...loaded, settings: { ...loaded.settings, url: loaded.settings.url ?? 'https://pending' } },
    })
  for (const [index, path] of paths.entries()) {
    const what = `Sending ${index + 1} of ${paths.length} …`
    results.push({ pending: path, result: await waiting(context, what, () => resend({ path, loaded, log })) })
  }
  if (json) printJson(results)
  else if (paths.length === 0) print(`Nothing is pending below ${folder}.`)
  return exitCodeOf(...results.map(({ result }) => result))
}

/** A pending file, or the result file that it belongs to. */
function pendingOf(arg: string): string {
  const path = /\.xml$/i.test(arg) ? pendingPath(resolve(arg)) : resolve(arg)
  if (!existsSync(path)) throw new UsageError(`No pending file: ${path}`)
  return path
}
