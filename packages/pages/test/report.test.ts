import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { type ReportCase, reportFile } from '../src/report-page.js'

const report = (cases: readonly ReportCase[]) => reportFile({ title: 'What Zephyr would record', lines: [], cases })

test('hostile names and texts stay text, in markup and in the data', () => {
  const hostile = '</script><script>alert(1)</script><!--'
  const page = report([{ folders: [hostile], name: hostile, outcome: 'failed', text: hostile, notes: [hostile] }])
  expect(page).not.toContain('</script><script>')
  expect(page.match(/<script/g)).toHaveLength(2)
  const data: unknown = JSON.parse(/id="data" type="application\/json">(.*?)<\/script>/s.exec(page)?.[1] ?? '')
  expect(data).toMatchObject({ names: [hostile], notes: { 0: hostile }, outcomes: 'f' })
})

test('failures stand first with their text, the lines beyond the twentieth folded', () => {
  const text = Array.from({ length: 25 }, (_, index) => `line ${index + 1}`).join('\n')
  const page = report([
    { folders: ['a'], name: 'fine', outcome: 'passed' },
    { folders: ['b'], name: 'broken', outcome: 'failed', text },
  ])
  expect(page.indexOf('broken')).toBeLessThan(page.indexOf('fine'))
  expect(page).toContain('<summary>5 more lines</summary>')
})

test('100,000 test cases make a page below 10 MB that holds them all', () => {
  const cases = Array.from({ length: 100_000 }, (_, index): ReportCase => {
    const failed = index % 1000 === 0
    return {
      folders: ['src', `module-${index % 900}`],
      name: `shop > works ${index}`,
      outcome: failed ? 'failed' : 'passed',
    }
  })
  const page = report(cases)
  expect(page.length).toBeLessThan(10_000_000)
  const packed = /id="data" type="application\/gzip">(.*?)<\/script>/s.exec(page)?.[1] ?? ''
  const data: { names: string[]; outcomes: string } = JSON.parse(String(gunzipSync(Buffer.from(packed, 'base64'))))
  expect(data.names).toHaveLength(100_000)
  expect(data.outcomes.split('f')).toHaveLength(101)
})
