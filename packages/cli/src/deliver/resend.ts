import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type DeliveryResult, findPending, resend } from '@zephyr-reporters/core'
import {
  exitCodeOf,
  isDeliveriesFolder,
  pendingPath,
  resendRefusal,
  resultFilePath,
} from '@zephyr-reporters/core/internal'
import { type Action, type Context, clientOf, contextOf } from '../command.js'
import { UsageError } from '../failure.js'
import { print, printJson } from '../output.js'
import { waiting } from '../progress.js'
import { recordNamed } from './find-record.js'

const pendingFile = { name: 'pending file', pathFor: pendingPath } as const

/** Finishes deliveries that were not finished; sends nothing twice. */
export const resendAll: Action = async (invocation) => {
  const context = await contextOf(invocation)
  const { loaded, log, json } = context
  const { root = process.cwd(), outputFile } = loaded.settings
  const folder = dirname(resultFilePath({ root, runner: 'upload' }, outputFile))
  const paths =
    invocation.args.length > 0
      ? [...new Set(invocation.args.map((argument) => recordNamed(argument, pendingFile)))]
      : pendingNear(folder, loaded.configFiles)
  if (loaded.settings.dryRun) {
    if (json) printJson({ dryRun: true, pending: paths })
    else
      print([`${paths.length} to be sent. Dry run: nothing is sent.`, ...paths.map((path) => `  ${path}`)].join('\n'))
    return 0
  }
  checkCall(paths, context)
  const results: { pending: string; result: DeliveryResult }[] = []
  for (const [index, path] of paths.entries()) {
    const what = `Sending ${index + 1} of ${paths.length} …`
    results.push({ pending: path, result: await waiting(context, what, () => resend({ path, loaded, log })) })
  }
  if (json) printJson(results)
  else if (paths.length === 0) print(`Nothing is pending below ${folder}.`)
  return exitCodeOf(...results.map(({ result }) => result))
}

/** Before anything is asked: a server, a credential, and no pending file of another server. */
function checkCall(paths: readonly string[], context: Context) {
  if (paths.length === 0) return
  const refusals = paths.flatMap((path) => {
    try {
      const refusal = resendRefusal(path, context.loaded)
      return refusal === undefined ? [] : [`${path}: ${refusal}`]
    } catch {
      // A file that cannot be read keeps no other from being sent; `resend` says why it is not.
      return []
    }
  })
  if (refusals.length > 0) throw new UsageError(refusals.join('\n'))
  const { loaded } = context
  const { url = 'https://pending' } = loaded.settings
  clientOf({ ...context, loaded: { ...loaded, settings: { ...loaded.settings, url } } })
}

/** Pending files below the results folder; if there are none, below all results folders of the working directory and of the configuration's. */
function pendingNear(folder: string, configFiles: readonly string[]): string[] {
  const found = findPending(folder)
  if (found.length > 0) return found
  const tops = [process.cwd(), ...configFiles.map((path) => dirname(path))]
  const folders = new Set(tops.flatMap((top) => resultsFoldersBelow(top)))
  return [...new Set([...folders].flatMap(findPending))]
}

/** Levels below a working directory at which results folders are looked for. */
const deepest = 8

function resultsFoldersBelow(folder: string, depth = 0): string[] {
  if (depth > deepest) return []
  return foldersIn(folder).flatMap((name) => {
    const path = join(folder, name)
    return name === 'zephyr-results' || isDeliveriesFolder(path) ? [path] : resultsFoldersBelow(path, depth + 1)
  })
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== '.git')
      .map(({ name }) => name)
  } catch {
    // A folder that may not be read holds no results of ours.
    return []
  }
}
