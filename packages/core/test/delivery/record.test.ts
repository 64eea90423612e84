import fs, { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { dirname, join } from 'node:path'
import { deliver, findPending, loadSettings, optionNames, options, readPending, resend } from '@zephyr-reporters/core'
import {
  archive,
  isDeliveriesFolder,
  newOwnFile,
  newPending,
  placeResult,
  savePending,
  saveReceipt,
  sha256Of,
} from '@zephyr-reporters/core/internal'
import { startEmulator } from '@zephyr-reporters/emulator'
import { afterAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../folder.ts'
import { collectingLog, deliverOnce, environment, pendingAt, resultFile, secret, uploads } from './world.ts'

const emulator = await startEmulator({ token: secret, newMs: 1, queuedMs: 1 })
afterAll(() => emulator.close())

const counts = { total: 1, passed: 1, failed: 0, flaky: 0, notRun: 0, recorded: 1, omitted: {} }

/** A delivery that was prepared and not sent. */
async function prepared(folder = temporaryFolder(), resultName = 'jest.xml') {
  const resultFile = join(folder, resultName)
  const { file, deliveryId } = newOwnFile(resultFile, 'jest')
  writeFileSync(file, `<testsuites><!-- ${deliveryId} --></testsuites>`)
  const loaded = loadSettings({ runner: 'jest', cwd: folder, env: environment('https://zephyr.example') })
  const pending = newPending({ file, counts, sha256: await sha256Of(file), loaded, resultFile })
  savePending(file, pending)
  return { folder, file, pending, path: file.replace('.xml', '.pending.json'), resultFile }
}

const receiptOf = ({ pending }: Awaited<ReturnType<typeof prepared>>) => ({
  deliveryId: pending.deliveryId,
  url: 'https://zephyr.example',
  counts,
  sha256: pending.sha256,
  upload: pending.upload,
  deliveredAt: new Date().toISOString(),
})

describe('on disk', () => {
  test('a delivery has a pending file or a receipt, never both, and its copies show the same', async () => {
    const made = await prepared()
    const { file, folder } = made
    expect(isDeliveriesFolder(dirname(file))).toBe(true)
    expect(readFileSync(join(folder, 'jest.pending.json'))).toEqual(readFileSync(made.path))
    saveReceipt(file, receiptOf(made))
    expect(existsSync(made.path)).toBe(false)
    expect(readFileSync(join(folder, 'jest.receipt.json'))).toEqual(readFileSync(file.replace('.xml', '.receipt.json')))
    expect(readFileSync(join(folder, 'jest.xml'))).toEqual(readFileSync(file))
    expect(readdirSync(folder).sort()).toEqual(['deliveries', 'jest.receipt.json', 'jest.xml'])
  })

  test('the copies show the run that ended last, whichever is delivered last', async () => {
    const first = await prepared()
    const second = await prepared(first.folder)
    saveReceipt(second.file, receiptOf(second))
    saveReceipt(first.file, receiptOf(first))
    const shown = JSON.parse(readFileSync(join(first.folder, 'jest.receipt.json'), 'utf8'))
    expect(shown.deliveryId).toBe(second.pending.deliveryId)
    expect(readFileSync(join(first.folder, 'jest.xml'))).toEqual(readFileSync(second.file))
    expect(existsSync(join(first.folder, 'jest.pending.json'))).toBe(false)
  })

  test('what is delivered is deleted, but for the last of each result file; what is pending stays', async () => {
    const { folder, file } = await prepared()
    const runs = [
      await prepared(folder),
      await prepared(folder),
      await prepared(folder),
      await prepared(folder, 'e2e.xml'),
    ]
    for (const run of runs) saveReceipt(run.file, receiptOf(run))
    archive(dirname(file))
    const left = readdirSync(dirname(file)).filter((name) => name.endsWith('.xml'))
    expect(left.sort()).toEqual([file, runs[2]?.file, runs[3]?.file].map((path) => path?.split('/').at(-1)).sort())
    expect(findPending(folder)).toEqual([file.replace('.xml', '.pending.json')])
  })

  test('what killed processes left is cleared after a day', async () => {
    const { file } = await prepared()
    const folder = dirname(file)
    const old = new Date(Date.now() - 2 * 86_400_000)
    for (const [name, time] of [
      ['jest-00000000000000000000.xml', old],
      ['jest-11111111111111111111.xml', new Date()],
      ['jest-00000000000000000000.xml.0123456789ab.tmp', old],
    ] as const) {
      writeFileSync(join(folder, name), '')
      utimesSync(join(folder, name), time, time)
    }
    utimesSync(file, old, old)
    archive(folder)
    expect(readdirSync(folder).filter((name) => name.includes('00000000000000000000'))).toEqual([])
    expect(existsSync(join(folder, 'jest-11111111111111111111.xml'))).toBe(true)
    expect(existsSync(file)).toBe(true)
  })

  test("someone else's folder of that name is left alone", async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'deliveries'))
    writeFileSync(join(folder, 'deliveries/mine.xml'), '<testsuites/>')
    const { file } = await prepared(folder)
    expect(dirname(file)).toBe(join(folder, 'zephyr-deliveries'))
    expect(isDeliveriesFolder(join(folder, 'deliveries'))).toBe(false)
    expect(findPending(folder)).toHaveLength(1)
  })

  test('a disk that takes a few bytes at a time gets them all', async () => {
    const { writeSync } = fs
    Object.assign(fs, {
      writeSync: (file: number, bytes: Uint8Array, from: number, length: number) =>
        writeSync(file, bytes, from, Math.min(length, 7)),
    })
    syncBuiltinESMExports()
    try {
      const { path, pending } = await prepared()
      expect(readPending(path)).toEqual({ pending })
    } finally {
      Object.assign(fs, { writeSync })
      syncBuiltinESMExports()
    }
  })
})

describe('a result file without a delivery', () => {
  const draft = (folder: string, text: string) => {
    const path = join(folder, `${text}.tmp`)
    writeFileSync(path, text)
    return path
  }

  test("replaces an earlier run's, also an earlier delivery's copies", async () => {
    const { folder, resultFile } = await prepared()
    const earlier = new Date(Date.now() - 86_400_000)
    utimesSync(resultFile, earlier, earlier)
    expect(placeResult(draft(folder, 'new'), resultFile)).toBe(resultFile)
    expect(readFileSync(resultFile, 'utf8')).toBe('new')
    expect(existsSync(join(folder, 'jest.pending.json'))).toBe(false)
    expect(findPending(folder)).toHaveLength(1)
  })

  test('gets another name where another process wrote this one meanwhile', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'jest-1-of-2.xml')
    writeFileSync(path, 'of another process')
    const placed = placeResult(draft(folder, 'ours'), path)
    expect(placed).toMatch(/jest-1-of-2-[0-9a-z]{20}\.xml$/)
    expect([readFileSync(path, 'utf8'), readFileSync(placed, 'utf8')]).toEqual(['of another process', 'ours'])
  })

  test('is not replaced by the copies of a delivery that another process makes', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'jest.xml'), 'interrupted, of another process')
    const made = await prepared(folder)
    saveReceipt(made.file, receiptOf(made))
    expect(readFileSync(join(folder, 'jest.xml'), 'utf8')).toBe('interrupted, of another process')
    const { deliveryId } = made.pending
    expect(readdirSync(folder).sort()).toEqual(
      ['deliveries', `jest-${deliveryId}.receipt.json`, `jest-${deliveryId}.xml`, 'jest.xml'].sort(),
    )
  })

  test('is replaced by the same process, which knows more by then', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'jest.xml')
    placeResult(draft(folder, 'first'), path)
    expect(placeResult(draft(folder, 'second'), path)).toBe(path)
    expect(readFileSync(path, 'utf8')).toBe('second')
  })
})

describe('what older versions left', () => {
  /** As 0.1 wrote it: `jest.pending.json` beside `jest.xml`. */
  async function firstVersion(state: 'prepared' | 'sending', more: object = {}) {
    const given = resultFile()
    await deliverOnce('http://127.0.0.1:9', { ZEPHYR_RETRIES: '0', ZEPHYR_JOB_NAME: `First ${state}` }, 0.01, given)
    const own = pendingAt(emulator.url, given.folder)
    const { version: _, resultFile: __, ...content } = JSON.parse(readFileSync(own, 'utf8'))
    rmSync(dirname(own), { recursive: true })
    const path = given.file.replace('.xml', '.pending.json')
    writeFileSync(path, JSON.stringify({ ...content, version: 1, state, ...more }))
    return { ...given, path }
  }
  const again = (path: string, folder: string) =>
    resend({
      path,
      loaded: loadSettings({ runner: 'upload', cwd: folder, env: environment(emulator.url) }),
      log: collectingLog().log,
      pace: 0.01,
    })

  test('is found and sent', async () => {
    const { folder, path } = await firstVersion('prepared')
    expect(findPending(folder)).toEqual([path])
    const before = uploads(emulator).length
    expect(await again(path, folder)).toMatchObject({ status: 'delivered' })
    expect(uploads(emulator)).toHaveLength(before + 1)
    expect(findPending(folder)).toEqual([])
  })

  test('may have arrived where a POST was under way: it is asked for', async () => {
    const before = { jobs: [] }
    const target = { projectId: 1, releaseId: 11, jobName: 'First sending' }
    const { folder, path } = await firstVersion('sending', { before, target })
    expect(readPending(path)).toMatchObject({ pending: { state: 'inDoubt' } })
    const sent = uploads(emulator).length
    expect(await again(path, folder)).toMatchObject({ status: 'not known' })
    expect(uploads(emulator)).toHaveLength(sent)
  })

  test('is not lost where a new run writes its copies', async () => {
    const { folder, file, path } = await firstVersion('prepared')
    const old = readFileSync(file, 'utf8')
    const made = await prepared(dirname(file))
    expect(JSON.parse(readFileSync(path, 'utf8')).deliveryId).toBe(made.pending.deliveryId)
    const found = findPending(folder)
    expect(found).toHaveLength(2)
    expect(readFileSync(found[0]?.replace('.pending.json', '.xml') ?? '', 'utf8')).toBe(old)
  })
})

describe('read as strictly as what a user writes', () => {
  const wrong: [string, (content: Record<string, unknown>) => object][] = [
    ['an upload that any file matches', (content) => ({ ...content, upload: '' })],
    ['an upload of one letter', (content) => ({ ...content, upload: 'x' })],
    ["another delivery's upload", (content) => ({ ...content, upload: 'jest-00000000aaaaaaaaaaaa.xml' })],
    ['a path for a name', (content) => ({ ...content, resultFile: '../../etc/passwd' })],
    ['days that are none', (content) => ({ ...content, settings: { ...Object(content.settings), cycleDays: 'soon' } })],
    ['no number for an id', (content) => ({ ...content, settings: { ...Object(content.settings), projectId: null } })],
    [
      'a date that is none',
      (content) => ({ ...content, settings: { ...Object(content.settings), cycleStartDate: 'NaN/NaN/NaN' } }),
    ],
    ['an option that is none', (content) => ({ ...content, settings: { ...Object(content.settings), color: 'red' } })],
    ['a token', (content) => ({ ...content, settings: { ...Object(content.settings), token: 'x' } })],
    [
      'an address that is none',
      (content) => ({ ...content, settings: { ...Object(content.settings), url: 'file:///etc' } }),
    ],
    ['a state that is none', (content) => ({ ...content, state: 'done' })],
    ['counts below zero', (content) => ({ ...content, counts: { ...counts, failed: -1 } })],
    ['a shard beyond its total', (content) => ({ ...content, shard: { current: 3, total: 2 } })],
    ['no hash', (content) => ({ ...content, sha256: 'abc' })],
    ['another version', (content) => ({ ...content, version: 3 })],
    ['a list', (content) => [content]],
  ]
  test.each(wrong)('%s is refused, and nothing is asked or sent', async (_, change) => {
    const { path, folder } = await prepared()
    writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')))))
    const loaded = loadSettings({ runner: 'upload', cwd: folder, env: environment('https://zephyr.example') })
    const { log, lines } = collectingLog()
    expect(await resend({ path, loaded, log })).toMatchObject({ status: 'failed' })
    expect(lines.join('')).toMatch(/cannot be used.*Nothing can be sent from it/)
    expect(lines).toHaveLength(1)
  })

  test('what every option may hold comes back as it was', () => {
    for (const name of optionNames) {
      const { kind, default: value } = { default: undefined, ...options[name] }
      if (value === undefined) continue
      expect(kind.schema['~standard'].validate(value), name).toMatchObject({ value })
    }
  })
})

describe('files that change while the server is asked', () => {
  /** Delivers; `change` is called when the server's list is asked for. */
  async function deliverWhile(jobName: string, change: (file: string, folder: string) => void) {
    const { file, folder, counts: counted } = resultFile()
    let changed = false
    const fetchAfter: typeof fetch = (input, init) => {
      if (!changed) change(file, folder)
      changed = true
      return fetch(input, init)
    }
    const loaded = loadSettings({
      runner: 'jest',
      cwd: folder,
      env: environment(emulator.url, { ZEPHYR_JOB_NAME: jobName, ZEPHYR_RETRIES: '0' }),
    })
    const { log } = collectingLog()
    return deliver({ file, counts: counted, loaded, log, pace: 0.01, fetch: fetchAfter })
  }
  const recordsOf = (jobName: string) => {
    const job = emulator.jobs().find(({ detail }) => detail.jobName === jobName)
    return job ? emulator.records({ jobId: job.id }).map(({ name }) => name) : []
  }

  test.each([
    ['cut', (file: string) => writeFileSync(file, '<testsuit')],
    ['rewritten', (_: string, folder: string) => void resultFile(folder, 'another run')],
    ['deleted', (file: string) => rmSync(file)],
  ])('the usual result file is %s: the delivery sends its own bytes', async (what, change) => {
    expect(await deliverWhile(what, change)).toMatchObject({ status: 'delivered' })
    await expect.poll(() => recordsOf(what)).toEqual(['logs in', 'logs out'])
  })

  test.each([
    ['cut', (own: string) => writeFileSync(own, '<testsuit')],
    [
      'rewritten to the same length',
      (own: string) => writeFileSync(own, readFileSync(own, 'utf8').replace('logs in', 'logs IN')),
    ],
    ['deleted', (own: string) => rmSync(own)],
  ])("the delivery's own file is %s: nothing is sent", async (what, change) => {
    const own = (folder: string) => findPending(folder)[0]?.replace('.pending.json', '.xml') ?? ''
    const result = await deliverWhile(`own ${what}`, (_, folder) => change(own(folder)))
    expect(result).toMatchObject({ status: 'failed', message: expect.stringMatching(/has changed|cannot be read/) })
    expect(recordsOf(`own ${what}`)).toEqual([])
  })
})

describe('a resend that finds the pending file before the run that wrote it has begun to deliver', () => {
  test.each(['before', 'at the same time'])('%s: recorded once', async (when) => {
    const jobName = `Overtaken ${when}`
    const given = resultFile()
    const { file } = newOwnFile(given.file, 'jest')
    writeFileSync(file, readFileSync(given.file))
    const env = environment(emulator.url, { ZEPHYR_JOB_NAME: jobName })
    const loaded = loadSettings({ runner: 'jest', cwd: given.folder, env })
    savePending(file, newPending({ file, counts: given.counts, sha256: await sha256Of(file), loaded }))
    const [path = ''] = findPending(given.folder)
    const { log } = collectingLog()
    const sendAgain = () => resend({ path, loaded, log, pace: 0.05 })
    const deliverNow = () => deliver({ file, counts: given.counts, loaded, log, pace: 0.05 })
    const results =
      when === 'before' ? [await sendAgain(), await deliverNow()] : await Promise.all([sendAgain(), deliverNow()])
    expect(results.map(({ status }) => status)).toEqual(['delivered', 'delivered'])
    const job = emulator.jobs().find(({ detail }) => detail.jobName === jobName)
    expect(emulator.runs(job?.id)).toHaveLength(1)
  })
})
