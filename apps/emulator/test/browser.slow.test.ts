import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Emulator } from '@zephyr-reporters/emulator'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchOptions } from '../../../scripts/chromium.mjs'
import { create, emulatorFor, ended, passing, suite, upload } from './world.js'

// The pages in a real browser: widths, themes, what a screen reader needs, and what shows without a reload.

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
interface Violation {
  id: string
  impact: string
  nodes: { html: string }[]
}
declare const window: { axe: { run: (options: object) => Promise<{ violations: Violation[] }> }; innerWidth: number }
declare const document: { documentElement: { scrollWidth: number } }

const long = 'x'.repeat(10_000)
const hostile = `"><script>document.title='run'</script> ${'\u202e'}rtl ${long.slice(0, 200)}`
const xml = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
const failing = (name: string, text = 'Error: no') =>
  `<testcase classname="shop.cart" name="${xml(name)}"><failure>${xml(text)}</failure></testcase>`

let browser: Browser
beforeAll(async () => {
  browser = await chromium.launch(launchOptions())
}, 300_000)
afterAll(() => browser.close())

const paths = [
  '/',
  '/jobs/101',
  '/runs/5002',
  '/testcases/9001',
  '/cycles',
  '/cycles/301',
  '/templates',
  '/templates/junit',
  '/habits',
]

async function filled(): Promise<Emulator> {
  const emulator = await emulatorFor()
  await create(
    emulator,
    { jobName: hostile },
    suite(passing('adds', 'shop.cart'), failing('pays'), passing(xml(hostile))),
  )
  await ended(emulator)
  const text = Array.from(
    { length: 60 },
    (_, line) => `    at step ${line} ${line === 3 ? long.slice(0, 5000) : ''}`,
  ).join('\n')
  await upload(emulator, 'update-execute-job', { id: 101 }, suite(failing('adds', text), passing('pays', 'shop.cart')))
  await ended(emulator)
  return emulator
}

async function opened(
  emulator: Emulator,
  width: number,
  colorScheme: 'light' | 'dark',
): Promise<{ page: Page; errors: string[] }> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true })
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('response', (answer) => {
    if (!answer.ok() || !answer.url().startsWith(emulator.url)) errors.push(`${answer.status()} ${answer.url()}`)
  })
  return { page, errors }
}

test.each([
  [390, 'light'],
  [390, 'dark'],
  [1280, 'light'],
  [2560, 'dark'],
] as const)(
  'every page at %i pixels, %s: no line too wide, nothing hostile runs, nothing serious by axe',
  async (width, scheme) => {
    const emulator = await filled()
    const [{ testcase } = { testcase: 0 }] = emulator.records({ runId: 5002 })
    const cycle = emulator.runs()[0]?.cycle
    const { page, errors } = await opened(emulator, width, scheme)
    const found: string[] = []
    for (const path of paths.map((each) => each.replace('9001', String(testcase)).replace('301', String(cycle)))) {
      await page.goto(`${emulator.url}${path}`, { waitUntil: 'load' })
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      if (wide > 0) found.push(`${path}: ${wide} pixels too wide`)
      if ((await page.title()) === 'run') found.push(`${path}: a script of a name has run`)
      await page.evaluate(axe)
      const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }))
      for (const { id, impact, nodes } of violations)
        if (impact === 'serious' || impact === 'critical') found.push(`${path}: ${id} ${nodes[0]?.html.slice(0, 200)}`)
    }
    await page.close()
    expect(found).toEqual([])
    expect(errors).toEqual([])
  },
  120_000,
)

test('a run that arrives shows without a reload, and where the reader was stays as it was', async () => {
  const emulator = await filled()
  const { page } = await opened(emulator, 1280, 'light')
  await page.goto(`${emulator.url}/jobs/101`)
  await page.getByText('● live').waitFor()
  await page.getByRole('link', { name: 'Run 5001', exact: true }).focus()
  await upload(emulator, 'update-execute-job', { id: 101 }, suite(passing('later', 'shop.cart')))
  await page.getByRole('link', { name: 'Run 5003', exact: true }).waitFor()
  await page.getByText('✓ 1 passed').waitFor()
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Run 5001')
  await page.close()
})

test('without JavaScript: links, filter and folded text', async () => {
  const emulator = await filled()
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(emulator.url)
  await page.locator('td a[href="/jobs/101"]').click()
  await page.getByRole('link', { name: 'Run 5002', exact: true }).click()
  expect(await page.getByRole('heading', { name: 'Failures' }).isVisible()).toBe(true)
  expect(await page.getByRole('article').getByText('at step 30').isVisible()).toBe(false)
  await page.getByText('40 more lines').click()
  expect(await page.getByRole('article').getByText('at step 30').isVisible()).toBe(true)
  await page.getByRole('searchbox').fill('pays')
  await page.getByRole('button', { name: 'Filter' }).click()
  expect(page.url()).toContain('text=pays')
  expect(await page.locator('ul.records > li:not(.group)').count()).toBe(1)
  await context.close()
})
