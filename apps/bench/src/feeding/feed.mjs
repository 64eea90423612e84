// `node --expose-gc feed.mjs RECORDING [REPORTER]`: hands a recorded Jest run to one reporter, hook by hook as Jest does, and
// prints what the process took. Jest itself is not there: its hundreds of MB would hide the few of a reporter.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { deserialize } from 'node:v8'

const [recording, module] = process.argv.slice(2)
const { config, files, counts } = deserialize(readFileSync(recording))
const [context] = files.map(({ test }) => test.context)
const contexts = new Set([context])
for (const { test } of files) test.context = context
// What Jest has loaded and used when its reporters begin.
createHash('sha256').update('').digest()
void [process.stderr.isTTY, process.stdout.isTTY]
// Twice: what the recording left behind must not be cleared away on the reporter's account.
globalThis.gc()
globalThis.gc()
await turn()

const started = process.cpuUsage()
const reporter = module ? await load(module) : {}
const results = { ...counts, testResults: [] }
await reporter.onRunStart?.(results, { estimatedTime: 0, showStatus: true })
for (const { test, result } of files) {
  await reporter.onTestFileStart?.(test)
  await turn()
  results.testResults.push(result)
  await (reporter.onTestFileResult ?? reporter.onTestResult)?.call(reporter, test, result, results)
}
await reporter.onRunComplete?.(contexts, results)
const { user, system } = process.cpuUsage(started)
console.log(JSON.stringify({ cpu: (user + system) / 1000, memory: process.resourceUsage().maxRSS / 1024 }))

async function load(name) {
  const { default: Reporter } = await import(name)
  return new Reporter(config, {}, { firstRun: true })
}
