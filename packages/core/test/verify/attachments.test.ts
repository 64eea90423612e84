import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmulator } from '@zephyr-reporters/emulator'
import { expect, onTestFinished, test } from 'vitest'
import { startReport } from '../../src/reporter/session.js'
import type { TestResult } from '../../src/results/model.js'

const base = { duration: 1, failures: [], position: [0] }

test('screenshots of failed tests are on their executions once the run is read back', async () => {
  const emulator = await startEmulator({ newMs: 1, queuedMs: 1 })
  const root = mkdtempSync(join(tmpdir(), 'zephyr-attachments-'))
  onTestFinished(async () => {
    await emulator.close()
    rmSync(root, { recursive: true })
  })
  const file = (name: string, content: string) => {
    writeFileSync(join(root, name), content)
    return { path: join(root, name), contentType: name.endsWith('.png') ? 'image/png' : 'text/x-unknown' }
  }
  const failures = [{ message: 'no', type: 'Error', text: 'no' }]
  const tests: TestResult[] = [
    {
      ...base,
      file: join(root, 'shop.spec.ts'),
      titles: ['pays'],
      outcome: 'failed',
      failures,
      attachments: [file('pays.png', 'PNG')],
    },
    {
      ...base,
      file: join(root, 'shop.spec.ts'),
      titles: ['adds'],
      outcome: 'passed',
      attachments: [file('adds.png', 'PNG')],
    },
    {
      ...base,
      file: join(root, 'shop.spec.ts'),
      titles: ['odd'],
      outcome: 'failed',
      failures,
      attachments: [file('odd.unknown', '?')],
    },
  ]
  const options = {
    url: emulator.url,
    token: emulator.token,
    projectId: 1,
    releaseId: 11,
    jobName: 'Attached',
    cycleName: 'Attached',
    repositoryPath: 'Release 1.0 > Automation',
    repositoryTreeId: 32,
    attachments: 'failed' as const,
    logLevel: 'silent' as const,
  }
  const report = await startReport({
    runner: 'playwright',
    options,
    cwd: root,
    run: () => ({ runner: 'playwright', root, startedAt: new Date(), tests }),
  })
  expect(await report.end()).toEqual({ failRun: false })
  const named = new Map(emulator.executions(emulator.runs()[0]?.cycle ?? 0).map(({ name, id }) => [name, id]))
  const attached = (name: string) => emulator.attachments(named.get(name) ?? 0).map((each) => each.name)
  expect(attached('pays')).toEqual(['pays.png'])
  expect(attached('adds')).toEqual([])
  expect(attached('odd')).toEqual([])
  const receipt = JSON.parse(readFileSync(join(root, 'zephyr-results/playwright.receipt.json'), 'utf8'))
  expect(receipt.verification.attachments).toMatchObject({ attached: 1, left: [{ path: join(root, 'odd.unknown') }] })
})
