import { fork } from 'node:child_process'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { measure, median, round } from '../measure.mjs'
import { commandLine, stage } from '../stage.mjs'
import { commandOf, configure, makeSuite } from '../suites.mjs'

const options = {
  ZEPHYR_TOKEN: 'bench-token',
  ZEPHYR_PROJECT_ID: '1',
  ZEPHYR_RELEASE_ID: '11',
  ZEPHYR_JOB_NAME: 'Bench',
  ZEPHYR_CYCLE_NAME: 'Bench',
  ZEPHYR_REPOSITORY_PATH: 'Release 1.0 > Automation',
  ZEPHYR_REPOSITORY_TREE_ID: '32',
  ZEPHYR_RETRIES: '0',
}

/** From the runner's end hook, which follows the last test, to the first byte at the server. */
export async function firstByte() {
  const cwd = stage()
  const tests = 10_000
  const folder = makeSuite(cwd, 'jest', tests)
  // Before ours: the moment when Jest begins to call its reporters' end hooks.
  writeFileSync(
    join(folder, 'clock.cjs'),
    `module.exports = class { onRunComplete() { process.stderr.write('ended ' + (performance.timeOrigin + performance.now()) + '\\n') } }`,
  )
  configure(folder, 'jest', { reporters: ['<rootDir>/clock.cjs', '@zephyr-reporters/jest'] })
  const [script, ...args] = commandOf('jest')
  const samples = []
  for (let run = 0; run < 5; run++) {
    const sink = await startSink()
    const env = { ...options, ZEPHYR_URL: sink.url }
    const { stderr } = await measure([join(cwd, script), ...args], { cwd: folder, env })
    const { first } = await sink.end()
    const ended = Number(/^ended (\S+)$/m.exec(stderr)?.[1])
    if (!(first > ended)) throw new Error(`No byte arrived:\n${stderr.slice(-2000)}`)
    samples.push(first - ended)
  }
  rmSync(folder, { recursive: true })
  const ms = round(median(samples), 1)
  return {
    title: `From the last of ${tests} tests with Jest to the first byte at the server`,
    note: 'The first byte is that of a look-up, which comes before the file is sent. Before it the result file and its record are flushed to the disk (three times `fsync`), so that a machine that dies loses nothing; then Node makes its first connection. Both cost the more the busier disk and processors are.',
    rows: [
      { 'median ms': ms, 'lowest ms': round(Math.min(...samples), 1), 'highest ms': round(Math.max(...samples), 1) },
    ],
    targets: [{ what: 'ms', value: ms, most: 50 }],
  }
}

/** One gigabyte through the client, and through what it stands on: Node's own socket and fetch. */
export async function upload() {
  const folder = mkdtempSync(join(tmpdir(), 'zephyr-bench-'))
  const file = join(folder, 'large.xml')
  writeFileSync(file, '')
  truncateSync(file, 1e9)
  const detail = { jobName: 'Bench', projectId: 1, releaseId: 11, automationFramework: 'junit' }
  const scripts = {
    'a raw socket': (port) => `
import { createReadStream } from 'node:fs'
import { connect } from 'node:net'
import { pipeline } from 'node:stream/promises'
const started = performance.now()
const socket = connect(${port}, '127.0.0.1')
socket.write('POST / HTTP/1.1\\r\\nhost: x\\r\\ncontent-length: 1000000000\\r\\n\\r\\n')
const answered = new Promise((resolve) => socket.once('data', resolve))
await pipeline(createReadStream(${JSON.stringify(file)}), socket, { end: false })
await answered
console.log(performance.now() - started)
socket.destroy()`,
    "Node's fetch": (port) => `
import { openAsBlob } from 'node:fs'
const body = await openAsBlob(${JSON.stringify(file)})
const started = performance.now()
const answer = await fetch('http://127.0.0.1:${port}/', { method: 'POST', body, redirect: 'error', window: null })
await answer.text()
console.log(performance.now() - started)`,
    ours: (port) => `
import { createZephyrClient } from '@zephyr-reporters/core/client'
const client = createZephyrClient({ url: 'http://127.0.0.1:${port}', token: 'bench-token', retries: 0 })
const started = performance.now()
await client.createAndExecuteJob(${JSON.stringify(detail)}, ${JSON.stringify(file)})
console.log(performance.now() - started)`,
  }
  const samples = Object.fromEntries(Object.keys(scripts).map((name) => [name, []]))
  for (let run = 0; run < 3; run++)
    for (const [name, script] of Object.entries(scripts)) {
      const sink = await startSink()
      const { stdout, memory, stderr } = await measure(['--input-type=module', '-e', script(sink.port)], {
        cwd: commandLine(),
      })
      const { bytes } = await sink.end()
      if (bytes < 1e9) throw new Error(`${name}: ${bytes} bytes arrived.\n${stderr}`)
      samples[name].push({ speed: 1e6 / Number(stdout), memory })
    }
  rmSync(folder, { recursive: true })
  const found = Object.entries(samples).map(([name, all]) => ({
    way: name,
    'MB/s': round(median(all.map(({ speed }) => speed))),
    'peak MB': round(median(all.map(({ memory }) => memory))),
  }))
  const [socket, , ours] = found
  return {
    title: 'Uploading 1 GB',
    note: "With the default time limits, which Node's own fetch keeps; a longer one than 300 seconds, a proxy or a client certificate takes undici, and some 35 MB more. The file is read piece by piece as the socket takes it, in pieces of 64 KB that Node allocates and V8 clears away late: that is most of each peak, and more on Node 24 than on 20 (95 MB for ours). Ours adds what it loads itself, some 20 MB.",
    rows: found,
    targets: [
      { what: 'peak MB', value: ours['peak MB'], most: 120 },
      { what: 'speed, x a raw socket', value: round(ours['MB/s'] / socket['MB/s'], 2), least: 0.5 },
    ],
  }
}

/** A server in a process of its own, so that its work is not the bench's. */
async function startSink() {
  const child = fork(join(import.meta.dirname, '../sink.mjs'), { execArgv: [] })
  const said = () => new Promise((resolve) => child.once('message', resolve))
  const { port } = await said()
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    async end() {
      child.send('end')
      const result = await said()
      child.disconnect()
      return result
    },
  }
}
