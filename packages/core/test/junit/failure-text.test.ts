import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { mergeFiles, writeResultFile } from '@zephyr-reporters/core'
import { recordsOf } from '@zephyr-reporters/parser-template'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../folder.ts'

// A failure's text is cut at 100 KB, and what is left is its beginning and its end.

const limit = 100 * 1024

async function recordedText(text: string) {
  const folder = temporaryFolder()
  const path = join(folder, 'jest.xml')
  const failures = [{ message: 'no', type: 'Error', text }]
  const failing = { titles: ['t'], position: [0], outcome: 'failed' as const, duration: 1, failures }
  writeResultFile(path, { runner: 'jest', root: folder, startedAt: new Date(0), tests: [failing] })
  const merged = join(folder, 'merged.xml')
  await mergeFiles([path], merged)
  const textIn = async (file: string) => (await Array.fromAsync(recordsOf(file)))[0]?.attachment ?? ''
  return { written: await textIn(path), merged: await textIn(merged), path }
}

test('100 KB stay as they are', async () => {
  const text = 'x'.repeat(limit)
  expect((await recordedText(text)).written).toBe(text)
})

test.each([
  ['ASCII', 'a'],
  ['two bytes', 'ü'],
  ['three bytes', '字'],
  ['a surrogate pair', '😀'],
])('more is cut to head and tail, in %s', async (_, letter) => {
  for (const shift of ['', '.', '..', '...']) {
    const { written, merged, path } = await recordedText(`head${shift}${letter.repeat(500_000)}tail`)
    expect(Buffer.byteLength(written)).toBeLessThanOrEqual(limit)
    expect(Buffer.byteLength(written)).toBeGreaterThan(limit - 100)
    expect(written).toMatch(/^head\.{0,3}/)
    expect(written).toMatch(/\n\[\d+ KB cut out here\]\n/)
    expect(written.endsWith('tail')).toBe(true)
    expect(written).not.toContain('\uFFFD')
    // Cut once, it stays.
    expect(merged).toBe(written)
    expect(readFileSync(path).length).toBeLessThan(limit + 1000)
  }
})
