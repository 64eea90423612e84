import stringWidth from 'fast-string-width'
import { expect, test } from 'vitest'
import { table } from '../src/table.ts'

const long = 'upload-mwuexample0123456789.xml'

test('a table fits its width, and loses nothing', () => {
  const wide = table(['id', 'name', 'file'], [['1', 'ナイトリーテスト', long]], 40)
  for (const line of wide.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(40)
  const column = wide.split('\n').map((line) => line.slice(line.lastIndexOf('  ')).trim())
  expect(column.join('')).toContain(long)
  expect(table(['id', 'name'], [['1', 'ab']])).toBe('id  name\n1   ab')
})

test('wide characters stand in line', () => {
  const [, first = '', second = ''] = table(
    ['name', 'x'],
    [
      ['日本', '!'],
      ['ab', '!'],
    ],
  ).split('\n')
  expect(stringWidth(first)).toBe(stringWidth(second))
})

test("nothing in a server's text moves the cursor", () => {
  expect(table(['name'], [['a\u001b[2Jb\nc\u202ed\u0007']])).toBe('name\nab c d')
})
