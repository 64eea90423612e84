import type { Action } from '../program.js'
import { openContext, print, printJson } from './context.js'
import type { Check } from './doctor/check.js'
import { nodeCheck, pendingCheck, resultsCheck, runnerChecks } from './doctor/folder.js'
import { networkChecks } from './doctor/network.js'
import { optionChecks } from './doctor/options.js'
import { serverChecks } from './doctor/server.js'
import { colored, plain } from './table.js'

/** Looks at one thing after another; what an earlier failure makes useless is not tried. Only reads, and ends in time. */
export const doctor: Action = async (invocation) => {
  const { context, problems } = await openContext(invocation)
  const { json, log } = context
  const checks: Check[] = []
  const tell = (check: Check) => {
    const shown = { ...check, says: log.mask(plain(check.says)), todo: check.todo && log.mask(plain(check.todo)) }
    checks.push(shown)
    // One after another as they come: a slow network shows where it is slow.
    if (!json) print(lineOf(shown))
  }

  for (const check of [nodeCheck(), ...runnerChecks(process.cwd()), ...optionChecks(context, problems)]) tell(check)
  const here = failures()
  const server: { ahead?: number } = {}
  let reachable = true
  for await (const check of networkChecks(context, server)) {
    reachable &&= check.state !== 'failed'
    tell(check)
  }
  if (reachable) for await (const check of serverChecks(context, server)) tell(check)
  const there = failures() - here
  for (const check of [resultsCheck(context), ...pendingCheck(context)]) tell(check)

  const failed = failures()
  if (json) printJson(checks)
  else print(failed === 0 ? '\nNothing is wrong.' : `\n${failed} of ${checks.length} checks failed.`)
  return failed === 0 ? 0 : failed > there ? 2 : 1

  function failures() {
    return checks.filter(({ state }) => state === 'failed').length
  }
}

function lineOf({ what, state, says, todo }: Check): string {
  const line = `${marks[state]()} ${what}: ${says}`
  return todo === undefined ? line : `${line}\n     → ${todo}`
}

const marks: Record<Check['state'], () => string> = {
  ok: () => colored('green', 'ok  '),
  failed: () => colored('red', 'FAIL'),
  note: () => 'note',
  skipped: () => '–   ',
}
