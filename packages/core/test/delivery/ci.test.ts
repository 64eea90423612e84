import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLog, loadSettings } from '@zephyr-reporters/core'
import { expect, test } from 'vitest'
import { tellCi } from '../../src/delivery/ci.ts'
import { temporaryFolder } from '../folder.ts'

// Each system's own spelling: what would end a message there must not.

const message = "50 % failed;\r\n|it's [ümlaut] s3cr3t-marked"

function told(env: Record<string, string>, strict = false): string {
  let text = ''
  const log = createLog({
    secrets: ['s3cr3t-marked'],
    write: (line) => {
      text += line
    },
  })
  const loaded = loadSettings({
    runner: 'jest',
    cwd: temporaryFolder(),
    env: { ...env, ZEPHYR_STRICT: String(strict) },
  })
  tellCi(message, loaded, log)
  return text
}

test('GitHub: an annotation, and the step summary', () => {
  const summary = join(temporaryFolder(), 'summary.md')
  expect(told({ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary })).toBe(
    "::warning title=Zephyr::50 %25 failed;%0A|it's [ümlaut] ***\n",
  )
  expect(readFileSync(summary, 'utf8')).toContain("|it's [ümlaut] ***")
  expect(told({ GITHUB_ACTIONS: 'true' }, true)).toMatch(/^::error /)
})

test('GitHub: a summary that cannot be written hides nothing', () => {
  expect(told({ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(temporaryFolder(), 'no/summary.md') })).toMatch(
    /^::warning /,
  )
})

test('Azure', () => {
  expect(told({ TF_BUILD: 'True' })).toBe(
    "##vso[task.logissue type=warning]Zephyr: 50 %AZP25 failed;%0A|it's [ümlaut] ***\n",
  )
})

test('TeamCity', () => {
  expect(told({ TEAMCITY_VERSION: '2026.1' })).toBe(
    "##teamcity[message text='Zephyr: 50 % failed;|n||it|'s |[|0x00fcmlaut|] ***' status='WARNING']\n",
  )
})

test.each(['GITLAB_CI', 'JENKINS_URL', 'CIRCLECI'])('%s shows the log itself', (variable) => {
  expect(told({ [variable]: 'true' })).toBe('')
})
