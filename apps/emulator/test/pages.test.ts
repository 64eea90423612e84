import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Emulator } from '@zephyr-reporters/emulator'
import { startEmulator } from '@zephyr-reporters/emulator'
import { describe, expect, test } from 'vitest'
import { create, emulatorFor, ended, passing, suite, upload } from './world.js'

const nasty = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
const xml = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
const failing = (name: string, text: string, classname = 'a') =>
  `<testcase classname="${xml(classname)}" name="${xml(name)}"><failure>${xml(text)}</failure></testcase>`

const page = async (emulator: Emulator, path: string) => {
  const answer = await fetch(`${emulator.url}${path}`)
  return { status: answer.status, text: await answer.text(), policy: answer.headers.get('content-security-policy') }
}

test('jobs, runs and records are shown, and escaped whatever they are called', async () => {
  const emulator = await emulatorFor()
  const names = { jobName: `Shown ${nasty}`, cycleName: nasty, phaseName: nasty }
  await create(emulator, names, suite(failing(nasty, `${nasty} and ${'long '.repeat(4000)}end`, `a.${nasty}`)))
  await ended(emulator)
  const filtered = `/runs/5001?folder=${encodeURIComponent(`a.${nasty}`)}&text=${encodeURIComponent(nasty)}`
  const shown = await Promise.all(
    ['/', '/jobs/101', '/runs/5001', filtered, '/cycles'].map((path) => page(emulator, path)),
  )
  for (const { status, text, policy } of shown) {
    expect(status).toBe(200)
    expect(text).toContain('&#60;script&#62;alert(1)')
    expect(text).not.toMatch(/<script>|<img src=x/)
    expect(text).not.toMatch(/(src|href)="https?:/)
    expect(policy).toContain("script-src 'self'")
  }
  const [, , run] = shown
  expect(run?.text).not.toContain('long end')
  const whole = await page(emulator, /\/runs\/5001\/texts\/0/.exec(run?.text ?? '')?.[0] ?? 'no link')
  expect(whole.text).toContain('long end')
  expect(await page(emulator, '/runs/1')).toMatchObject({ status: 404 })
})

test('of 20,000 records 200 are shown at a time, by folder, name and status', async () => {
  const emulator = await emulatorFor()
  const cases = Array.from({ length: 20_000 }, (_, index) =>
    index % 1000
      ? passing(`case ${index}`, `top.p${index % 50}`)
      : failing(`case ${index}`, 'no', `top.p${index % 50}`),
  )
  await create(emulator, {}, suite(...cases))
  await ended(emulator)
  const shown = async (query: string) => (await page(emulator, `/runs/5001${query}`)).text
  expect((await shown('')).length).toBeLessThan(150_000)
  expect(await shown('')).toContain('1–200 of 20,000')
  expect(await shown('?offset=19900')).toContain('19,901–20,000 of 20,000')
  expect(await shown('?folder=top.p7')).toContain('1–200 of 400')
  expect(await shown('?folder=top.p')).toContain('No test case fits')
  expect((await shown('?status=failed')).match(/title="failed"/g)).toHaveLength(20)
  expect((await shown('?text=CASE+19999')).match(/>case \d+</g)).toEqual(['>case 19999<'])
})

test('a run shows what changed since the run before, and a test case its history', async () => {
  const emulator = await emulatorFor()
  await create(emulator, {}, suite(passing('stays'), passing('breaks'), failing('heals', 'no'), passing('goes')))
  await ended(emulator)
  await upload(
    emulator,
    'update-execute-job',
    { id: 101 },
    suite(passing('stays'), failing('breaks', 'Oh no'), passing('heals'), passing('comes')),
  )
  await ended(emulator)
  const { text } = await page(emulator, '/runs/5002')
  for (const change of ['Newly failing: 1', 'Fixed: 1', 'New: 1', 'No longer there: 1']) expect(text).toContain(change)
  expect(text).toContain('update-execute-job')
  const [, id] = /testcases\/(\d+)">breaks</.exec(text) ?? []
  const history = (await page(emulator, `/testcases/${id}`)).text
  expect(history).toContain('2 executions')
  expect(history).toMatch(/✕ failed[\s\S]*Oh no[\s\S]*✓ passed/)
})

test('two of one name, in the repository and among jobs, are said to be two', async () => {
  const emulator = await emulatorFor()
  await create(emulator, {}, suite(passing('twice'), passing('twice')))
  await create(emulator)
  await ended(emulator)
  expect((await page(emulator, '/')).text).toContain('1 other of this name')
  expect((await page(emulator, '/jobs/102')).text).toContain('The reporters update the newest.')
  const [{ testcase } = { testcase: 0 }] = emulator.records({ jobId: 101 })
  expect((await page(emulator, `/testcases/${testcase}`)).text).toContain(
    '1 other test case of this folder has the same name',
  )
})

test('pages work behind a prefix, and after a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zephyr-emulator-'))
  const options = { file: join(folder, 'zephyr.db'), prefix: '/zephyr/', newMs: 1, queuedMs: 1 }
  const first = await startEmulator(options)
  await create(first, {}, suite(passing('kept')))
  await ended(first)
  await first.close()
  const second = await startEmulator(options)
  for (const start of ['/', '']) {
    const follow = async (from: URL, link: RegExp) => {
      const href = link.exec(await (await fetch(from)).text())?.[1]
      if (href === undefined) throw new Error(`${from} has no link ${link}`)
      return new URL(href, from)
    }
    const job = await follow(new URL(`${second.url}${start}`), /href="([^"]*jobs\/101)"/)
    const run = await follow(job, /href="([^"]*runs\/5001)"/)
    expect(await (await fetch(run)).text()).toContain('kept')
    const styles = await follow(job, /href="([^"]*style\.css)"/)
    expect((await fetch(styles)).status).toBe(200)
  }
  await second.close()
  rmSync(folder, { recursive: true })
})

describe('what a team changes on pages', () => {
  const post = (emulator: Emulator, path: string, fields: Record<string, string>) =>
    fetch(`${emulator.url}${path}`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })

  test('habits: a situation by a click, single fields, and what cannot be used is said beside what was typed', async () => {
    const emulator = await emulatorFor()
    expect((await post(emulator, '/habits', { act: 'Lagging list' })).status).toBe(303)
    expect(emulator.habits.lag.list).toBe(30)
    await post(emulator, '/habits', {
      'shown.fileName': 'zipped',
      faults: '[{"on":"uploads","status":500}]',
      'lag.list': '0',
    })
    expect(emulator.habits).toMatchObject({
      shown: { fileName: 'zipped' },
      faults: [{ status: 500 }],
      lag: { list: 0 },
    })
    const wrong = await post(emulator, '/habits', { faults: '[{"on":"nothing"}]' })
    expect(await wrong.text()).toMatch(/faults\.0\.on[\s\S]*nothing/)
    expect(emulator.habits.shown.fileName).toBe('zipped')
    await post(emulator, '/habits', { act: 'reset' })
    expect(emulator.habits.faults).toEqual([])
  })

  test('a parser template is tried on a file, saved under a name of its own, and used', async () => {
    const emulator = await emulatorFor()
    const { text } = await page(emulator, '/templates/junit')
    const template = /<textarea name="text"[^>]*>([\s\S]*?)<\/textarea>/.exec(text)?.[1] ?? ''
    const json = template.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    const tried = await post(emulator, '/templates/junit', {
      name: 'junit',
      text: json,
      file: suite(passing('one')),
      act: 'try',
    })
    expect(await tried.text()).toContain('1 record')
    const refused = await post(emulator, '/templates/junit', { name: 'junit', text: json, act: 'save' })
    expect(await refused.text()).toContain('A stock template cannot be changed')
    expect((await post(emulator, '/templates/new', { name: 'ours', text: json, act: 'save' })).status).toBe(303)
    expect((await page(emulator, '/templates')).text).toContain('>ours<')
    const broken = await post(emulator, '/templates/new', { name: 'bad', text: '{', act: 'save' })
    expect(await broken.text()).toContain('notice bad')
  })
})

test('the product’s addresses of a release lead to its jobs, and narrowing further keeps the release', async () => {
  const emulator = await emulatorFor()
  await create(emulator, { jobName: 'Of eleven' })
  await create(emulator, { jobName: 'Of twelve', releaseId: 12, jobDetailTcrCatalogTreeId: 42 })
  await ended(emulator)
  for (const address of ['release', 'tcr']) {
    const answer = await fetch(`${emulator.url}/flex/html5/${address}/12`)
    expect(answer.url).toBe(`${emulator.url}/?release=12`)
    const text = await answer.text()
    expect(text).toContain('Of twelve')
    expect(text).not.toContain('Of eleven')
    expect(text).toContain('Of Release 2.0 only.')
    expect(text).toContain('<input type="hidden" name="release" value="12">')
  }
  expect((await page(emulator, '/?release=none')).text).toContain('Of eleven')
})

test('every page that the README names is there', async () => {
  const emulator = await emulatorFor()
  await create(emulator)
  await ended(emulator)
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const [run] = emulator.runs()
  const [record] = emulator.records({ runId: run?.id })
  const ids = { JOB: 101, RUN: run?.id, TESTCASE: record?.testcase, CYCLE: run?.cycle }
  const section = readme.slice(readme.indexOf('## Pages'), readme.indexOf('## Habits'))
  const rows = section.split('\n').filter((line) => line.startsWith('| `/'))
  const addresses = rows.flatMap((line) =>
    [...(line.split(' | ')[0] ?? '').matchAll(/`(\/[^`]*)`/g)].map(([, path = '']) => path),
  )
  expect(addresses.length).toBeGreaterThan(8)
  for (const address of addresses) {
    const path = Object.entries(ids).reduce((text, [name, id]) => text.replace(name, String(id)), address)
    expect(await page(emulator, path), path).toMatchObject({ status: 200 })
  }
})
