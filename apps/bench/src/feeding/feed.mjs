// `node --expose-gc feed.mjs RECORDING [REPORTER]`: hands a recorded Jest run to one reporter, hook by hook as Jest does, and
// prints what the process took. Jest itself is not there: its hundreds of MB would hide the few of a reporter.
import { readFileSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { deserialize } from 'node:v8'

const [recording, module] = process.argv.slice(2)
const { config, files, counts } = deserialize(readFileSync(recording))
const contexts = new Set(files.slice(0, 1).map(({ test }) => test.context))
for (const { test } of files) test.context = [...contexts][0]
const heap = () => {
  globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 2 ** 20
}

await turn()
const before = { heap: heap(), cpu: process.cpuUsage() }
const reporter = module ? await load(module) : {}
const results = { ...counts, testResults: [] }
await reporter.onRunStart?.(results, { estimatedTime: 0, showStatus: true })
for (const { test, result } of files) {
  await reporter.onTestFileStart?.(test)
  await turn()
  results.testResults.push(result)
  await (reporter.onTestFileResult ?? reporter.onTestResult)?.call(reporter, test, result, results)
}
const used = process.cpuUsage(before.cpu)
const held = heap() - before.heap
const beforeEnd = process.cpuUsage()
await reporter.onRunComplete?.(contexts, results)
const usedAtEnd = process.cpuUsage(beforeEnd)
const peak = process.resourceUsage().maxRSS / 1024
console.log(JSON.stringify({ cpu: (sum(used) + sum(usedAtEnd)) / 1000, held, peak, memory: peak }))

async function load(name) {
  const { default: Reporter } = await import(name.startsWith('/') ? pathToFileURL(name) : name)
  return new Reporter(config, {}, { firstRun: true, startRun() {} })
}

function sum({ user, system }) {
  return user + system
}
