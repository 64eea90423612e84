import { styleText } from 'node:util'
import stringWidth from 'fast-string-width'
import { wrapAnsi } from 'fast-wrap-ansi'
import { plain } from './output.js'

/** Blanks between two columns. */
const gap = 2
/** Characters below which no column is made narrower. */
const narrowest = 8

/** Columns as wide as they need to be; where a terminal's line is shorter, the widest columns break into several lines. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width = (process.stdout.isTTY && process.stdout.columns) || Number.POSITIVE_INFINITY,
): string {
  const cells = [head, ...rows].map((row) => head.map((_, column) => plain(row[column] ?? '')))
  const natural = head.map((_, column) =>
    cells.reduce((widest, row) => Math.max(widest, stringWidth(row[column] ?? '')), 0),
  )
  const widths = fitted(natural, width)
  const lines = (row: readonly string[]) => {
    const broken = row.map((cell, column) => wrapped(cell, widths[column] ?? 0))
    return Array.from({ length: Math.max(...broken.map(({ length }) => length)) }, (_, line) =>
      broken
        .map((cell, column) => padded(cell[line] ?? '', widths[column] ?? 0))
        .join(' '.repeat(gap))
        .trimEnd(),
    )
  }
  const [title = [], ...body] = cells.map(lines)
  return [...title.map((line) => colored('bold', line)), ...body.flat()].join('\n')
}

/** What is too wide together is taken from the widest columns. */
function fitted(widths: number[], width: number): number[] {
  const over = () => widths.reduce((sum, each) => sum + each + gap, -gap) > width
  while (over()) {
    const widest = Math.max(...widths)
    if (widest <= narrowest) break
    widths[widths.indexOf(widest)] = widest - 1
  }
  return widths
}

const wrapped = (text: string, width: number) =>
  stringWidth(text) > width ? wrapAnsi(text, width, { hard: true }).split('\n') : [text]

const padded = (text: string, width: number) => text + ' '.repeat(Math.max(0, width - stringWidth(text)))

/** Colours only where a person looks, and has not asked for none. */
export function colored(format: Parameters<typeof styleText>[0], text: string): string {
  return process.stdout.isTTY && !process.env.NO_COLOR ? styleText(format, text, { validateStream: false }) : text
}
