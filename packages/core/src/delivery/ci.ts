import { appendFileSync } from 'node:fs'
import type { Loaded } from '../config/load.js'
import type { Log } from '../log.js'

/**
 * Shows a failed delivery where the CI system shows such things: as an error where `strict` fails the run for it, else
 * as a warning. GitLab and Jenkins show the log itself.
 */
export function tellCi(message: string, { env, settings }: Loaded, log: Log): void {
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

function summarize(file: string, text: string, log: Log) {
  try {
    appendFileSync(file, `### Zephyr\n\n${text}\n`)
  } catch (error) {
    log.debug(`The step summary cannot be written: ${error}`)
  }
}

const githubEscaped = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

/** The agent puts `%0A` back into a line end. */
const azureEscaped = (text: string) => text.replaceAll('%', '%AZP25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const teamcityEscaped = (text: string) =>
  text
    .replace(/[|'[\]\r\n]/g, (character) => ({ '\n': '|n', '\r': '|r' })[character] ?? `|${character}`)
    .replace(/[^\x00-\x7F]/g, (unit) => `|0x${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
