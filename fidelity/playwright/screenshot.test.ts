import { startEmulator } from '@zephyr-reporters/emulator'
import { chromium } from 'playwright-core'
import { expect, test } from 'vitest'
import { chromiumPath, launchOptions } from '../../scripts/chromium.mjs'
import { newest, project } from './harness.ts'

/** What of the browser's own type is asked for; the whole DOM library would contradict Node's types. */
interface Picture {
  naturalWidth: number
  naturalHeight: number
}

// A screenshot that Playwright takes of a failing test is seen on the test case's page, by the packed reporter.
test('the screenshot of a failing test stands on its test case', async () => {
  const emulator = await startEmulator({ newMs: 5, queuedMs: 5 })
  const { run } = await project('screenshot', newest)
  const env = {
    CHROMIUM: chromiumPath() ?? '',
    ZEPHYR_URL: emulator.url,
    ZEPHYR_TOKEN: emulator.token,
    ZEPHYR_PROJECT_ID: '1',
    ZEPHYR_RELEASE_ID: '11',
    ZEPHYR_JOB_NAME: 'Checkout',
    ZEPHYR_CYCLE_NAME: 'Nightly',
    ZEPHYR_REPOSITORY_PATH: 'Release 1.0 > Automation',
    ZEPHYR_REPOSITORY_TREE_ID: '32',
    ZEPHYR_ATTACHMENTS: 'failed',
  }
  const { code, stderr, ms } = await run(['test'], { env })
  expect(code).toBe(1)
  // The screenshot, and the description of the page that Playwright writes beside it.
  expect(stderr).toContain('all 2 test cases are recorded as sent. 2 attachments added.')
  const records = emulator.records({ runId: emulator.runs()[0]?.id })
  const caseOf = (title: string) => records.find(({ name }) => name === title)?.testcase

  const browser = await chromium.launch(launchOptions())
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  await page.goto(`${emulator.url}/testcases/${caseOf('pays')}`)
  const picture = page.getByRole('img', { name: /\.png$/ })
  await picture.waitFor()
  const { width, height } = await picture.evaluate((image: Picture) => ({
    width: image.naturalWidth,
    height: image.naturalHeight,
  }))
  expect([width, height]).toEqual([1280, 720])
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/testcase.png`, fullPage: true })
  await page.goto(`${emulator.url}/testcases/${caseOf('shows the heading')}`)
  expect(await page.getByRole('img').count()).toBe(0)
  await browser.close()
  await emulator.close()
  // A person waits for it at the end of a run.
  expect(ms).toBeLessThan(30_000)
})
