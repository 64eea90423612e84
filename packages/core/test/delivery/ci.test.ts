import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLog, loadSettings } from '@zephyr-reporters/core'
import { expect, test } from 'vitest'
import { annotateCi, summarizeDelivered } from '../../src/delivery/ci.ts'
import { temporaryFolder } from '../folder.ts'

// Each system's own spelling: what would end a message there must not.

const message = "50 % failed;\r\n|it's [ümlaut] s3cr3t-marked"

function printed(env: Record<string, string>, strict = false): string {
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
  annotateCi(message, loaded, log)
  return text
}

test('GitHub: an annotation, and the step summary', () => {
  const summary = join(temporaryFolder(), 'summary.md')
  expect(printed({ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary })).toBe(
    "::warning title=Zephyr::50 %25 failed;%0A|it's [ümlaut] ***\n",
  )
  expect(readFileSync(summary, 'utf8')).toContain("|it's [ümlaut] ***")
  expect(printed({ GITHUB_ACTIONS: 'true' }, true)).toMatch(/^::error /)
})

test('GitHub: a summary that cannot be written hides nothing', () => {
  expect(printed({ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(temporaryFolder(), 'no/summary.md') })).toMatch(
    /^::warning /,
  )
})

test('Azure', () => {
  expect(printed({ TF_BUILD: 'True' })).toBe(
    "##vso[task.logissue type=warning]Zephyr: 50 %AZP25 failed;%0A|it's [ümlaut] ***\n",
  )
})

test('TeamCity', () => {
  expect(printed({ TEAMCITY_VERSION: '2026.1' })).toBe(
    "##teamcity[message text='Zephyr: 50 % failed;|n||it|'s |[|0x00fcmlaut|] ***' status='WARNING']\n",
  )
})

test.each(['GITLAB_CI', 'JENKINS_URL', 'CIRCLECI'])('%s shows the log itself', (variable) => {
  expect(printed({ [variable]: 'true' })).toBe('')
})

test.each([
  ['GitHub', 'summary.md', ''],
  ['Azure', 'zephyr-x.md', '##vso[task.uploadsummary]'],
])(
  'on %s the summary has counts, the first failures and the link, also where all went well',
  async (system, name, command) => {
    const folder = temporaryFolder()
    const summary = join(folder, name)
    const file = join(folder, 'jest.xml')
    writeFileSync(
      file,
      '<testsuites><testsuite><testcase classname="a" name="x | y"><failure>no</failure></testcase><testcase classname="a" name="z"/></testsuite></testsuites>',
    )
    const counts = { total: 2, passed: 1, failed: 1, flaky: 0, notRun: 0, recorded: 2, omitted: {} }
    const links = {
      release: 'https://acme.example/flex/html5/release/11',
      repository: 'https://acme.example/flex/html5/tcr/11',
    }
    const receipt = {
      deliveryId: 'x',
      url: 'https://acme.example',
      jobName: 'Nightly',
      runId: 7,
      counts,
      sha256: '',
      upload: '',
      links,
      deliveredAt: '',
    }
    const env: Record<string, string> =
      system === 'GitHub'
        ? { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary }
        : { TF_BUILD: 'True', AGENT_TEMPDIRECTORY: folder }
    let lines = ''
    const log = createLog({
      write: (line) => {
        lines += line
      },
    })
    const loaded = loadSettings({ runner: 'jest', env, cwd: folder })
    await summarizeDelivered({ receipt, file, loaded, log })
    expect(lines).toBe(command === '' ? '' : `${command}${summary}\n`)
    expect(readFileSync(summary, 'utf8')).toBe(
      '### Zephyr\n\n| passed | failed | not run | |\n|---|---|---|---|\n| 1 | 1 | 0 | [run 7 of job Nightly](https://acme.example/flex/html5/release/11) |\n\n- ❌ a \\> x \\| y\n',
    )
  },
)
