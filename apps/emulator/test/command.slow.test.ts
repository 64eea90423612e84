import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Emulator, startEmulator } from '@zephyr-reporters/emulator'
import { expect, onTestFinished, test } from 'vitest'
import { create, ended, jsonOf, list, passing, suite } from './world.ts'

const main = join(import.meta.dirname, '../dist/main.js')

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zephyr-emulator-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('everything recorded can be exported, by API and by command', async () => {
  const file = join(temporary(), 'zephyr.db')
  const emulator = await startEmulator({ file, newMs: 1, queuedMs: 1 })
  await create(emulator, {}, suite(passing('one'), passing('two')))
  await ended(emulator)
  const exported = await jsonOf(fetch(`${emulator.url}/api/export`))
  expect(exported).toMatchObject({
    jobs: [{ id: 101, detail: { jobName: 'Nightly' } }],
    runs: [{ id: 5001, records: [{ name: 'one' }, { name: 'two' }] }],
  })
  const out = join(temporary(), 'out.json')
  const busy = spawnSync(process.execPath, [main, '--file', file, '--export', out], { encoding: 'utf8' })
  expect(busy.stderr).toMatch(/another emulator uses it/)
  await emulator.close()
  const run = spawnSync(process.execPath, [main, '--file', file, '--export', out], { encoding: 'utf8' })
  expect(run).toMatchObject({ status: 0, stderr: '' })
  expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual(exported)
  expect(spawnSync(process.execPath, [main, '--file', file, '--export', '-'], { encoding: 'utf8' }).stdout).toBe(
    readFileSync(out, 'utf8'),
  )
})

test('two emulators on one file refuse each other, in one process and in two', async () => {
  const file = join(temporary(), 'zephyr.db')
  const first = await startEmulator({ file })
  await expect(startEmulator({ file })).rejects.toThrow(/zephyr\.db cannot be used.*another emulator uses it/)
  await expect(startEmulator({ file, reset: true })).rejects.toThrow(/another emulator uses it/)
  const second = spawnSync(process.execPath, [main, '--port', '0', '--file', file], { encoding: 'utf8' })
  expect(second).toMatchObject({ status: 1, stdout: '' })
  expect(second.stderr).toMatch(/^.*another emulator uses it\.\n$/)
  expect((await create(first)).status).toBe(200)
  await first.close()
  const third = await startEmulator({ file })
  expect(third.jobs()).toHaveLength(1)
  await third.close()
})

const started = async (child: ChildProcessWithoutNullStreams) =>
  new Promise<string>((resolve) =>
    child.stdout.once('data', (text) => resolve(/http:\S+/.exec(String(text))?.[0] ?? '')),
  )

test('kill -9 at any moment: whatever was answered is there, whatever runs goes on, and the file opens', async () => {
  const file = join(temporary(), 'zephyr.db')
  const answered: number[] = []
  for (let round = 0; round < 4; round++) {
    const child = spawn(process.execPath, [main, '--port', '0', '--file', file, '--new-ms', '1', '--queued-ms', '1'])
    const url = await started(child)
    const left = new Promise((resolve) => child.once('exit', resolve))
    setTimeout(() => child.kill('SIGKILL'), 30 + round * 40)
    for (;;) {
      const name = `job ${answered.length}`
      const answer = await create(
        { url, token: 'emulator-token' } as Emulator,
        { jobName: name },
        suite(passing(name)),
      ).catch(() => undefined)
      if (!answer) break
      answered.push(answer.body.id)
    }
    await left
  }
  expect(answered.length).toBeGreaterThan(0)
  const emulator = await startEmulator({ file, newMs: 1, queuedMs: 1 })
  await ended(emulator)
  const runs = new Map(emulator.runs().map((run) => [run.id, run]))
  for (const id of answered) {
    expect(runs.get(id)).toMatchObject({ status: 'complete', total: 1 })
    expect(emulator.records({ runId: id }).map(({ name }) => name)).toEqual([runs.get(id)?.detail.jobName])
  }
  await emulator.close()
})

test('--reset begins anew; --version, --habits and their mistakes', async () => {
  const folder = temporary()
  const file = join(folder, 'zephyr.db')
  const first = await startEmulator({ file })
  await create(first)
  await first.close()
  const second = await startEmulator({ file, reset: true })
  expect(second.jobs()).toEqual([])
  await second.close()

  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'))
  expect(spawnSync(process.execPath, [main, '--version'], { encoding: 'utf8' }).stdout).toBe(`${version}\n`)
  const habits = join(folder, 'habits.json')
  const start = (text: string) => {
    writeFileSync(habits, text)
    return spawnSync(process.execPath, [main, '--port', '0', '--habits', habits], { encoding: 'utf8' }).stderr
  }
  expect(start('{')).toMatch(/^The habits in .*habits\.json cannot be read: no JSON\.\n$/)
  expect(start('{"faults":[{"on":"nothing"}]}')).toMatch(/^the habits cannot be used\. faults\.0\.on: .*\n$/)
  writeFileSync(habits, '{"faults":[{"status":503,"retryAfter":1}]}')
  const child = spawn(process.execPath, [main, '--port', '0', '--habits', habits, '--verbose'])
  onTestFinished(() => void child.kill())
  const url = await started(child)
  expect((await fetch(`${url}/health`)).status).toBe(200)
  expect(await jsonOf(fetch(`${url}/health`))).toEqual({ status: 'ok', version })
  const line = new Promise((resolve) => child.stdout.once('data', (text) => resolve(String(text))))
  expect((await list({ url, token: 'emulator-token' } as Emulator)).headers.get('retry-after')).toBe('1')
  expect(await line).toMatch(/GET \S*file-upload-job\/list\S* 503 \d/)
})
