import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { findReceipts, readReceipt, type Verification, verifyDelivery } from '@zephyr-reporters/core'
import {
  isAsSent,
  receiptPath,
  resultFilePath,
  resultPath,
  verificationSentence,
} from '@zephyr-reporters/core/internal'
import { type Action, clientOf, contextOf } from '../command.js'
import { UsageError } from '../failure.js'
import { print, printJson } from '../output.js'
import { waiting } from '../progress.js'
import { recordNamed } from './find-record.js'

const receiptFile = { name: 'receipt', pathFor: receiptPath } as const

/** Reads back what Zephyr has recorded of deliveries: exit 3 where it is not what was sent, 1 where it cannot be read. */
export const verifyAll: Action = async (invocation) => {
  const context = await contextOf(invocation)
  clientOf(context)
  const { loaded, log, json } = context
  const { root = process.cwd(), outputFile, url = '' } = loaded.settings
  const folder = dirname(resultFilePath({ root, runner: 'upload' }, outputFile))
  const paths =
    invocation.args.length > 0
      ? invocation.args.map((argument) => recordNamed(argument, receiptFile))
      : findReceipts(folder)
  if (paths.length === 0) throw new UsageError(`No receipt below ${folder}: deliver first, or name a receipt.`)
  const results: { receipt: string; verification: Verification }[] = []
  for (const path of paths) {
    const { receipt, file } = comparable(path, url)
    const verification = await waiting(context, 'Reading back …', () => verifyDelivery({ receipt, file, loaded, log }))
    results.push({ receipt: path, verification })
    const which = paths.length > 1 ? `${path}: run` : 'Run'
    const line = `${which} ${receipt.runId ?? 'not known'} of job ${receipt.jobId ?? 'not known'}. ${verificationSentence(verification)}`
    if (!json) print(line)
  }
  if (json) printJson(results)
  if (results.some(({ verification }) => !verification.verified)) return 1
  return results.every(({ verification }) => isAsSent(verification)) ? 0 : 3
}

/** The receipt and the file that was sent; throws for a receipt of another server, or without its file. */
function comparable(path: string, url: string) {
  const receipt = readReceipt(path)
  if (new URL(receipt.url).origin !== new URL(url).origin)
    throw new UsageError(`${path} is of ${receipt.url}, and ZEPHYR_URL says ${url}: nothing was asked.`)
  const file = resultPath(path)
  if (!existsSync(file)) throw new UsageError(`${file} is gone: without the result file nothing can be compared.`)
  return { receipt, file }
}
