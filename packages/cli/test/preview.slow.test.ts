import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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

test('a tree of folders with counts, and each record’s fate with its reasons', async () => {
  const { stdout } = await cli(folder, ['preview', 'in.xml'])
  expect(
    stdout.replace(/n{200,}~[0-9a-f]+/, 'nnn'),
  ).toBe(`Zephyr would record 4 test cases: 3 passed (1 flaky), 1 failed.
Mended, because Zephyr would misread it: error as failure: 1, double numbered: 1, reruns as one: 1, name cut: 1.
Left out because they did not run: skipped: 1.

other  1 passed
  PASS nnn  (name cut)
shop  2 passed, 1 failed, 1 left out
  cart  1 passed, 1 failed, 1 left out
    total  1 passed, 1 failed
      PASS adds
      FAIL adds (2)  (error as failure; double numbered)
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

const found = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  chromium.executablePath(),
].find(existsSync)

describe.skipIf(!found)(`the page, in a browser${found ? '' : ' (left out: no Chromium here)'}`, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: found, args: ['--no-sandbox'] })
    expect((await cli(folder, ['preview', 'in.xml', '--html', 'page.html'])).stdout).toContain('Written to page.html')
  })
  afterAll(() => browser.close())

  async function open(colorScheme: 'light' | 'dark') {
    const page = await browser.newPage({ colorScheme })
    const asked: string[] = []
    const errors: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    page.on('pageerror', (error) => errors.push(error.message))
    await page.goto(pathToFileURL(join(folder, 'page.html')).href)
    const names = () => page.locator('.case:visible .name').allTextContents()
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim().split('\n')[0])
    return { page, asked, errors, names, focused }
  }

  test('filters, by key and by state', async () => {
    const { page, asked, errors, names } = await open('light')
    expect(await names()).toHaveLength(5)
    await page.keyboard.press('/')
    await page.keyboard.type('CART adds')
    expect(await names()).toEqual(['adds', 'adds (2)'])
    expect(await page.locator('#shown').textContent()).toBe('2 of 5 shown')
    await page.keyboard.press('Escape')
    await page.selectOption('#state', { label: 'failed' })
    expect(await names()).toEqual(['adds (2)'])
    await page.selectOption('#state', { label: 'left out' })
    expect(await names()).toEqual(['is empty'])
    await page.selectOption('#state', { label: 'all' })
    expect(await names()).toContain('<b> flaky')
    expect(asked).toEqual([page.url()])
    expect(errors).toEqual([])
  })

  test('is gone through by keyboard alone', async () => {
    const { page, names, focused } = await open('dark')
    await page.keyboard.press('/')
    await page.keyboard.press('ArrowDown')
    expect(await focused()).toMatch(/^other/)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    expect(await focused()).toMatch(/^shop/)
    await page.keyboard.press('ArrowLeft')
    expect(await names()).toHaveLength(1)
    await page.keyboard.press('ArrowRight')
    expect(await names()).toHaveLength(5)
    await page.keyboard.press('End')
    expect(await focused()).toContain('<b> flaky')
    await page.keyboard.press('ArrowLeft')
    expect(await focused()).toMatch(/^login/)
    await page.keyboard.press('Enter')
    expect(await names()).toHaveLength(4)
  })

  test('is light and dark as the system is', async () => {
    const colors = await Promise.all(
      (['light', 'dark'] as const).map(async (scheme) => {
        const { page } = await open(scheme)
        return page.evaluate(() => getComputedStyle(document.body).backgroundColor)
      }),
    )
    expect(colors).toEqual(['rgb(255, 255, 255)', 'rgb(22, 24, 29)'])
  })
})
