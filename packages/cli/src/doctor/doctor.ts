import { wrapAnsi } from 'fast-wrap-ansi'
import { type Action, openContext } from '../command.js'
import { plain, print, printJson } from '../output.js'
import { colored } from '../table.js'
import type { Check } from './check.js'
import { nodeCheck, pendingCheck, resultFileChecks, resultsCheck, runnerChecks } from './folder.js'
import { networkChecks } from './network.js'
import { optionChecks } from './options.js'
import { serverChecks } from './server.js'

/** Runs all checks in order; skips checks that an earlier failure makes useless. Only reads. */
export const doctor: Action = async (invocation) => {
  const { context, problems } = await openContext(invocation)
  const { json, log } = context
  const checks: Check[] = []
  const report = (check: Check) => {
    const masked = { ...check, says: log.mask(plain(check.says)), todo: check.todo && log.mask(plain(check.todo)) }
    checks.push(masked)
    // One after another as they come: a slow network shows where it is slow.
    if (!json) print(lineOf(masked))
  }

  for (const check of [nodeCheck(), ...runnerChecks(process.cwd()), ...optionChecks(context, problems)]) report(check)
  const here = failures()
  const server: { ahead?: number } = {}
  let reachable = true
  for await (const check of networkChecks(context, server)) {
    reachable &&= check.state !== 'failed'
    report(check)
  }
  if (reachable) for await (const check of serverChecks(context, server)) report(check)
  const there = failures() - here
  for (const check of [resultsCheck(context), ...pendingCheck(context)]) report(check)
  for await (const check of resultFileChecks(context)) report(check)

  const failed = failures()
  if (json) printJson(checks)
  else print(`\n${summaryOf(checks)}`)
  return failed === 0 ? 0 : failed > there ? 2 : 1

  function failures() {
    return checks.filter(({ state }) => state === 'failed').length
  }
}

/** A note says how something is and is no check; one with something to do keeps all from being right. */
function summaryOf(checks: readonly Check[]): string {
  const count = (...states: Check['state'][]) => checks.filter(({ state }) => states.includes(state)).length
  const [failed, tried] = [count('failed'), count('ok', 'failed')]
  const open = checks.filter(({ state, todo }) => state === 'note' && todo !== undefined).length
  const notes = open === 0 ? '' : ` Look at ${open === 1 ? '1 note' : `${open} notes`} with → above.`
  if (failed > 0) return `${failed} of ${tried} checks failed.${notes}`
  return open === 0 ? `All ${tried} checks passed.` : `${tried} checks passed.${notes}`
}

function lineOf({ what, state, says, todo }: Check): string {
  const line = wrapped(`${marks[state]()} ${what}: ${says}`, '     ')
  return todo === undefined ? line : `${line}\n${wrapped(`     → ${todo}`, '       ')}`
}

/** Columns; in fewer, words broken by the terminal read better than one word a line. */
const narrowestText = 20

/** Broken between words where a terminal would break within one. */
function wrapped(text: string, indent: string): string {
  const { isTTY, columns } = process.stdout
  if (!isTTY || !columns || columns <= indent.length + narrowestText) return text
  const [first = '', ...rest] = wrapAnsi(text, columns - indent.length, { trim: false }).split('\n')
  return [first, ...rest.map((line) => indent + line.trimStart())].join('\n')
}

const marks: Record<Check['state'], () => string> = {
  ok: () => colored('green', 'ok  '),
  failed: () => colored('red', 'FAIL'),
  note: () => 'note',
  skipped: () => '–   ',
}
