import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchOptions } from '../../../scripts/chromium.mjs'
import { cli } from './cli.js'

// What `page.evaluate` is given runs in the browser; the whole DOM library would contradict Node's types.
declare const document: { activeElement: { textContent: string | null } | null; body: object }
declare function getComputedStyle(element: object): Record<string, string>

const xml = `<testsuites><testsuite name="s">
  <testcase classname="shop.cart.total" name="adds"/>
  <testcase classname="shop.cart.total" name="adds"><error>boom</error></testcase>
  <testcase classname="shop.cart" name="is empty"><skipped/></testcase>
  <testcase classname="shop.login" name="&lt;b&gt; flaky"><flakyFailure>once</flakyFailure></testcase>
  <testcase classname="other" name="${'n'.repeat(300)}"/>
</testsuite></testsuites>`

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zephyr-preview-'))
  writeFileSync(join(folder, 'in.xml'), xml)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a tree of folders with counts, and each record’s outcome with its reasons', async () => {
  const { stdout } = await cli(folder, ['preview', 'in.xml'])
  expect(
    stdout.replace(/n{200,}~[0-9a-f]+/, 'nnn'),
  ).toBe(`Zephyr would record 4 test cases: 3 passed (1 flaky), 1 failed.
Repaired, because Zephyr would misread it: error as failure: 1, duplicate numbered: 1, reruns as one: 1, name cut: 1.
Left out because they did not run: skipped: 1.

other  1 passed
  PASS nnn  (name cut)
shop  2 passed, 1 failed, 1 left out
  cart  1 passed, 1 failed, 1 left out
    total  1 passed, 1 failed
      PASS adds
      FAIL adds (2)  (error as failure; duplicate numbered)
    –    is empty  (left out: skipped)
  login  1 passed
    PASS <b> flaky  (flaky; reruns as one)
`)
})

test('without packages all is one folder', async () => {
  const { stdout } = await cli(folder, ['preview', 'in.xml', '--create-package', 'false'])
  expect(stdout).toContain('\nPASS shop.cart.total > adds\n')
})

test('a team’s own template reads the files as they are', async () => {
  const of = (path: string) => `\${testsuite.testcase${path}}`
  const template = {
    status: of('.error'),
    statusExistPass: false,
    statusString: null,
    packageName: of(':classname'),
    testcase: { name: of(':name') },
  }
  writeFileSync(join(folder, 'template.json'), JSON.stringify(template))
  const { stdout } = await cli(folder, ['preview', 'in.xml', '--template', 'template.json'])
  expect(stdout).toContain('This template records 5 test cases.')
  expect(stdout).toContain('  FAIL  shop.cart.total > adds\n')
  expect(stdout).toContain('  PASS  shop.cart > is empty\n')
})

test.each([
  ['gone.json', undefined, 'The template gone.json cannot be read'],
  ['broken.json', '{', 'JSON'],
])('a template that cannot be read: %s', async (name, content, message) => {
  if (content) writeFileSync(join(folder, name), content)
  const { code, stderr } = await cli(folder, ['preview', 'in.xml', '--template', name])
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) })
})

describe('the page, in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch(launchOptions())
    expect((await cli(folder, ['preview', 'in.xml', '--html', 'page.html'])).stdout).toContain('Written to page.html')
  }, 300_000)
  afterAll(() => browser.close())

  async function open(colorScheme: 'light' | 'dark', file = 'page.html') {
    const page = await browser.newPage({ colorScheme })
    const asked: string[] = []
    const errors: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    page.on('pageerror', (error) => errors.push(error.message))
    await page.goto(pathToFileURL(join(folder, file)).href)
    await page.locator('#bar').waitFor()
    const names = async () =>
      (await page.locator('#list > li:not(.group) > div').allTextContents()).map((text) => text.trim().split('  ')[0])
    return { page, asked, errors, names }
  }

  test('failures stand first with their text; what is left out has its reason', async () => {
    const { page, errors } = await open('light')
    expect(await page.locator('article.failure h3').allTextContents()).toEqual(['adds (2)'])
    expect(await page.locator('article.failure').textContent()).toContain('boom')
    expect(await page.getByText('left out: skipped').isVisible()).toBe(true)
    expect(errors).toEqual([])
  })

  test('filters by text, by state and by folder, and keeps that in the address', async () => {
    const { page, asked, names } = await open('light')
    expect(await names()).toHaveLength(5)
    await page.keyboard.press('/')
    await page.keyboard.type('CART adds')
    await expect.poll(() => page.locator('#shown').textContent()).toBe('2 of 5')
    expect(await page.locator('#list').textContent()).toContain('adds (2)')
    await page.keyboard.press('Escape')
    await page.selectOption('#state', { label: 'failed' })
    await expect.poll(names).toHaveLength(1)
    await page.selectOption('#state', { label: 'left out' })
    await expect.poll(() => page.locator('#list').textContent()).toContain('is empty')
    expect(page.url()).toContain('state=o')
    await page.reload()
    await page.locator('#bar').waitFor()
    expect(await names()).toHaveLength(1)
    await page.keyboard.press('Escape')
    await page.locator('#folders').getByRole('link', { name: 'login' }).click()
    await expect.poll(names).toHaveLength(1)
    expect(await page.locator('#list').textContent()).toContain('<b> flaky')
    expect(new Set(asked)).toEqual(new Set([asked[0]]))
  })

  test('100,000 test cases open within seconds, and the last one is found', async () => {
    const cases = Array.from(
      { length: 100_000 },
      (_, index) => `<testcase classname="big.p${index % 900}" name="case ${index}"/>`,
    )
    writeFileSync(join(folder, 'big.xml'), `<testsuites><testsuite name="s">${cases.join('')}</testsuite></testsuites>`)
    await cli(folder, ['preview', 'big.xml', '--html', 'big.html'])
    expect(statSync(join(folder, 'big.html')).size).toBeLessThan(10_000_000)
    const started = performance.now()
    const { page, names } = await open('dark', 'big.html')
    expect(performance.now() - started).toBeLessThan(10_000)
    expect(await names()).toHaveLength(200)
    await page.keyboard.press('/')
    await page.keyboard.type('case 99999')
    await expect.poll(names).toHaveLength(1)
  }, 120_000)

  test('is light and dark as the system is', async () => {
    const colors = await Promise.all(
      (['light', 'dark'] as const).map(async (scheme) => {
        const { page } = await open(scheme)
        return page.evaluate(() => getComputedStyle(document.body).backgroundColor)
      }),
    )
    expect(colors).toEqual(['rgb(255, 255, 255)', 'rgb(20, 23, 28)'])
  })
})
