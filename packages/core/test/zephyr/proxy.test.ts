import { describe, expect, test } from 'vitest'
import { proxyFor, wrongNoProxy } from '../../src/zephyr/proxy.ts'

// NO_PROXY has no standard: what is understood excludes hosts, what is not is reported and excludes none.

const through = 'http://proxy.example:3128'
const isDirect = (url: string, rule: string) =>
  proxyFor(new URL(url), { HTTPS_PROXY: through, NO_PROXY: rule }) === undefined
const wrong = (rule: string) => wrongNoProxy({ HTTPS_PROXY: through, NO_PROXY: rule }).length

describe('understood', () => {
  test.each([
    ['localhost', 'https://localhost:8443'],
    ['ACME.example', 'https://zephyr.acme.example'],
    ['*.acme.example', 'https://zephyr.acme.example'],
    ['.acme.example:443', 'https://zephyr.acme.example'],
    ['zephyr_1.acme.example', 'https://zephyr_1.acme.example'],
    ['bücher.example', 'https://bücher.example'],
    ['127.0.0.1', 'https://127.0.0.1'],
    ['127.0.0.1:8443', 'https://127.0.0.1:8443'],
    ['127.0.0.0/8', 'https://127.1.2.3'],
    ['127.0.0.1/32', 'https://127.0.0.1'],
    ['0.0.0.0/0', 'https://10.1.2.3'],
    ['::1', 'https://[::1]'],
    ['0:0:0:0:0:0:0:1', 'https://[::1]'],
    ['[::1]:8443', 'https://[::1]:8443'],
    ['fd00::/8', 'https://[fd12::1]'],
    ['*', 'https://acme.example'],
  ])('%s excludes %s', (rule, url) => {
    expect([isDirect(url, rule), isDirect(url, `other.example, ${rule}`), wrong(rule)]).toEqual([true, true, 0])
    expect(isDirect('https://elsewhere.example', rule)).toBe(rule === '*')
  })

  test.each([
    ['acme.example', 'https://notacme.example'],
    ['127.0.0.1:8443', 'https://127.0.0.1'],
    ['127.0.0.0/8', 'https://128.0.0.1'],
    ['127.0.0.0/8', 'https://acme.example'],
    ['0.0.0.1', 'https://10.0.0.1'],
    ['::/0', 'https://10.0.0.1'],
  ])('%s does not exclude %s', (rule, url) => {
    expect([isDirect(url, rule), wrong(rule)]).toEqual([false, 0])
  })
})

describe('not understood: excludes nothing, and is reported once for each', () => {
  test.each([
    '127.0.0.1/',
    '/99',
    '/',
    '/0',
    '127.0.0.1/33',
    '127.0.0.1/8/8',
    '127.0.0.1/8x',
    'fd00::/129',
    'acme.example/8',
    '<local>',
    '<-loopback>',
    '10.*',
    'zephyr*.example',
    'acme.example:*',
    'acme.example:',
    'https://acme.example',
    '::1::1',
    '[::1',
    '..',
  ])('%s', (rule) => {
    for (const url of [
      'https://127.0.0.1',
      'https://10.1.2.3',
      'https://[::1]',
      'https://[fd00::1]',
      'https://acme.example',
    ])
      expect([url, isDirect(url, rule)]).toEqual([url, false])
    expect(wrong(rule)).toBe(1)
    expect(wrongNoProxy({ HTTPS_PROXY: through, NO_PROXY: rule })[0]).toContain(`"${rule}"`)
    expect(isDirect('https://acme.example', `${rule} acme.example`)).toBe(true)
  })
})
