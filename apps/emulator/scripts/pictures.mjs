// Takes the pictures of README.md and the docs, with the packages built: node --import ./scripts/source.mjs --conditions=development apps/emulator/scripts/pictures.mjs
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { launchOptions } from '../../../scripts/chromium.mjs'
import { startEmulator } from '../src/index.ts'

const folder = fileURLToPath(new URL('../../../docs/public', import.meta.url))
const emulator = await startEmulator({ newMs: 1, queuedMs: 1 })
const automation = `${emulator.url}/flex/services/rest/v4/upload-file/automation`

const suites = {
  'web.cart': [
    'adds an article',
    'removes an article',
    'keeps articles over a reload',
    'adds up prices',
    'shows shipping costs',
  ],
  'web.checkout': [
    'asks for an address',
    'pays by card',
    'pays by invoice',
    'refuses an expired card',
    'sends a confirmation',
  ],
  'web.login': ['logs in', 'logs out', 'refuses a wrong password', 'locks after five tries'],
  'api.orders': ['creates an order', 'lists orders page by page', 'cancels an order', 'refunds a cancelled order'],
  'api.stock': ['reserves articles', 'frees what was reserved', 'reports what runs low'],
}
const texts = {
  'pays by invoice': `Error: expect(locator).toHaveText(expected) failed

Locator:  getByRole('status')
Expected: "Thank you for your order"
Received: "Invoices are not available"
Timeout:  5000ms

    at tests/web/checkout.spec.ts:41:48`,
  'reports what runs low': `AssertionError: expected [ 'tea' ] to deeply equal [ 'tea', 'sugar' ]

    at tests/api/stock.test.ts:27:19`,
  'keeps articles over a reload': `Error: expect(locator).toHaveCount(expected) failed

Expected: 2
Received: 0

    at tests/web/cart.spec.ts:33:44`,
}
/** Which fail in which of the runs. */
const isFailing = (name, run, last) =>
  (name === 'pays by invoice' && run >= last - 1) ||
  (name === 'reports what runs low' && (run === 4 || run >= last)) ||
  (name === 'keeps articles over a reload' && run > 5 && run < last)

function resultFile(packages, run, last) {
  const cases = packages.flatMap((classname) =>
    suites[classname].map((name, index) => {
      const tags =
        index === 0 ? '<requirements><requirement>ID_12</requirement></requirements><tags><tag>smoke</tag></tags>' : ''
      const failure = isFailing(name, run, last) ? `<failure>${texts[name].replaceAll('<', '&lt;')}</failure>` : ''
      return `<testcase classname="${classname}" name="${name}" time="${(0.4 + index * 0.7 + (run % 3) / 10).toFixed(2)}">${failure}${tags}</testcase>`
    }),
  )
  return `<testsuites><testsuite name="s">${cases.join('')}</testsuite></testsuites>`
}

async function deliver(operation, detail, content, name) {
  const form = new FormData()
  form.set('fileName', new File([content], name, { type: 'application/xml' }))
  form.set('automationJobDetail', JSON.stringify(detail))
  const answer = await fetch(`${automation}/${operation}`, {
    method: 'POST',
    body: form,
    headers: { authorization: `Bearer ${emulator.token}` },
  })
  if (!answer.ok) throw new Error(`${operation}: ${answer.status} ${await answer.text()}`)
  while (emulator.runs().some(({ status }) => status === 'new' || status === 'queued'))
    await new Promise((resolve) => setTimeout(resolve, 5))
}

const jobs = [
  ['Nightly web tests', ['web.cart', 'web.checkout', 'web.login'], 12],
  ['API tests', ['api.orders', 'api.stock'], 9],
  ['Smoke tests', ['web.login'], 6],
]
for (const [jobName, packages, last] of jobs)
  for (let run = 1; run <= last; run++) {
    const known = emulator.jobs().find(({ detail }) => detail.jobName === jobName)
    const detail = {
      ...(known && { id: known.id }),
      ...{ jobName, projectId: 1, releaseId: 11, automationFramework: 'junit', cycleName: 'Sprint 24' },
      ...{ jobDetailTcrCatalogTreeId: 32, testRepositoryPath: 'Release 1.0 > Automation', phaseName: 'Automation' },
      ...{ cycleStartDateStr: '11/16/2026', cycleEndDateStr: '11/30/2026', isReuse: true, createPackage: true },
      ...{ timeStamp: false, assignResultsTo: '-10' },
    }
    const operation = known ? 'update-execute-job' : 'create-and-execute-job'
    await deliver(operation, detail, resultFile(packages, run, last), `playwright-${run}.xml`)
  }

const browser = await chromium.launch(launchOptions())
const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' })
const web = emulator.jobs().find(({ detail }) => detail.jobName === 'Nightly web tests')
const newest = Math.max(...emulator.runs(web.id).map(({ id }) => id))
const pictures = [
  ['emulator-job', `/jobs/${web.id}`, 640],
  ['emulator-run', `/runs/${newest}`, 800],
]
for (const [name, path, height] of pictures) {
  await page.setViewportSize({ width: 1280, height })
  await page.goto(`${emulator.url}${path}`)
  await page.screenshot({ path: join(folder, `${name}.png`) })
}

// The page of `zephyr-report preview`, of a file that Zephyr would misread.
const foreign = `<testsuites><testsuite name="pytest">
  <testcase classname="tests.shop.test_cart" name="test_adds_an_article" time="0.21"/>
  <testcase classname="tests.shop.test_cart" name="test_keeps_articles" time="0.34"><failure message="assert 0 == 2"/></testcase>
  <testcase classname="tests.shop.test_pay" name="test_pays_by_card" time="1.02"/>
  <testcase classname="tests.shop.test_pay" name="test_pays_by_invoice" time="0.05"><error message="no database">psycopg.OperationalError: connection refused

tests/conftest.py:12: in database
    return connect(host="db")</error></testcase>
  <testcase classname="tests.shop.test_pay" name="test_refunds" time="0.0"><skipped message="not yet"/></testcase>
  <testcase classname="tests.test_login" name="test_logs_in" time="0.4"/>
  <testcase classname="tests.test_login" name="test_logs_in" time="0.3"/>
</testsuite></testsuites>
`
const scratch = mkdtempSync(join(tmpdir(), 'zephyr-pictures-'))
writeFileSync(join(scratch, 'results.xml'), foreign)
const main = fileURLToPath(new URL('../../../packages/cli/dist/main.js', import.meta.url))
execFileSync(process.execPath, [main, 'preview', 'results.xml', '--html', 'preview.html'], { cwd: scratch })
await page.setViewportSize({ width: 1280, height: 640 })
await page.goto(pathToFileURL(join(scratch, 'preview.html')).href)
await page.screenshot({ path: join(folder, 'preview.png') })
rmSync(scratch, { recursive: true })

await browser.close()
await emulator.close()
