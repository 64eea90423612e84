import { appendFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Loaded } from '../config/load.js'
import type { Log } from '../log.js'
import type { Receipt } from './record-types.js'

/**
 * Shows a failed delivery where the CI system shows such things: as an error where `strict` fails the run for it, else
 * as a warning. GitLab and Jenkins show the log itself.
 */
export function annotateCi(message: string, { env, settings }: Loaded, log: Log): void {
  const text = log.mask(message)
  if (env.GITHUB_ACTIONS === 'true') {
    log.raw(`::${settings.strict ? 'error' : 'warning'} title=Zephyr::${githubEscaped(text)}`)
    if (env.GITHUB_STEP_SUMMARY) summarize(env.GITHUB_STEP_SUMMARY, text, log)
  } else if (env.TF_BUILD) {
    log.raw(`##vso[task.logissue type=${settings.strict ? 'error' : 'warning'}]Zephyr: ${azureEscaped(text)}`)
  } else if (env.TEAMCITY_VERSION) {
    log.raw(
      `##teamcity[message text='Zephyr: ${teamcityEscaped(text)}' status='${settings.strict ? 'ERROR' : 'WARNING'}']`,
    )
  }
}

export interface DeliveredSummary {
  receipt: Receipt
  /** The result file, from which the failed test cases are read. */
  file: string
  loaded: Loaded
  log: Log
}

/** Failed test cases that a summary names. */
const summaryFailures = 10

/**
 * The page of a run on GitHub and on Azure shows counts, the first failures and the link, also where all went well;
 * GitLab and Jenkins show them in the log.
 */
export async function summarizeDelivered({ receipt, file, loaded: { env }, log }: DeliveredSummary): Promise<void> {
  if (env.GITHUB_ACTIONS === 'true' && env.GITHUB_STEP_SUMMARY)
    summarize(env.GITHUB_STEP_SUMMARY, log.mask(await summaryOf(receipt, file, log)), log)
  else if (env.TF_BUILD) {
    // The agent attaches the file after this process has ended, and empties this folder after the job.
    const path = join(env.AGENT_TEMPDIRECTORY || tmpdir(), `zephyr-${receipt.deliveryId}.md`)
    if (summarize(path, log.mask(await summaryOf(receipt, file, log)), log)) log.raw(`##vso[task.uploadsummary]${path}`)
  }
}

async function summaryOf(receipt: Receipt, file: string, log: Log): Promise<string> {
  const { counts, jobName = '', runId, links } = receipt
  const failed = counts.failed > 0 ? await failedNames(file, log) : []
  const more = counts.failed > failed.length ? [`- … and ${counts.failed - failed.length} more`] : []
  const link = links?.run ?? links?.release
  const run = `run ${runId ?? 'not known'} of job ${markdown(jobName)}`
  return [
    `| passed | failed | not run | |`,
    `|---|---|---|---|`,
    `| ${counts.passed} | ${counts.failed} | ${counts.notRun} | ${link ? `[${run}](${link})` : run} |`,
    ...(failed.length > 0 ? ['', ...failed.map((name) => `- ❌ ${markdown(name)}`), ...more] : []),
  ].join('\n')
}

async function failedNames(file: string, log: Log): Promise<string[]> {
  const names: string[] = []
  try {
    const { recordsOf } = await import('@zephyr-reporters/parser-template')
    for await (const { status, packageName, name } of recordsOf(file)) {
      if (status !== 'FAIL') continue
      names.push(packageName === '' ? name : `${packageName} > ${name}`)
      if (names.length === summaryFailures) break
    }
  } catch (error) {
    log.debug(`The failures of the step summary cannot be read: ${error}`)
  }
  return names
}

/** A name as plain text of Markdown, in one line. */
const markdown = (text: string) => text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>()#|!~]/g, '\\$&')

/** @returns whether it is written. */
function summarize(file: string, text: string, log: Log): boolean {
  try {
    appendFileSync(file, `### Zephyr\n\n${text}\n`)
    return true
  } catch (error) {
    log.debug(`The step summary cannot be written: ${error}`)
    return false
  }
}

const githubEscaped = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

/** The agent puts `%0A` back into a line end. */
const azureEscaped = (text: string) => text.replaceAll('%', '%AZP25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const teamcityEscaped = (text: string) =>
  text
    .replace(/[|'[\]\r\n]/g, (character) => ({ '\n': '|n', '\r': '|r' })[character] ?? `|${character}`)
    .replace(/[^\x00-\x7F]/g, (unit) => `|0x${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
