import { styleText } from 'node:util'

/** Columns as wide as they need to be; on a terminal the last is cut where the line ends. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)))
  const line = (cells: readonly string[]) => {
    const text = cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
    const width = process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY
    return text.length > width ? `${text.slice(0, width - 1)}…` : text
  }
  return [colored('bold', line(head)), ...rows.map(line)].join('\n')
}

/** Colours only where a person looks, and has not asked for none. */
export function colored(format: Parameters<typeof styleText>[0], text: string): string {
  return process.stdout.isTTY && !process.env.NO_COLOR ? styleText(format, text) : text
}
