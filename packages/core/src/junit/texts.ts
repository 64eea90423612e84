import { createColumn } from './columns.js'
import { createHash, createHashTable } from './name-table.js'

const pageLength = 64 * 1024

/**
 * Keeps each text once, as UTF-8, outside of V8's memory: what a parser gives is a part of the piece of the file it stood
 * in, which would stay in memory with it.
 */
export function createTexts() {
  const table = createHashTable()
  const starts = createColumn(4)
  const lengths = createColumn(4)
  const pages: Buffer[] = []
  let end = 0
  const add = (bytes: Buffer) => {
    for (let done = 0; done < bytes.length; ) {
      const at = end % pageLength
      if (at === 0) pages.push(Buffer.allocUnsafeSlow(pageLength))
      const copied = bytes.copy(pages.at(-1) ?? bytes, at, done)
      done += copied
      end += copied
    }
  }
  return {
    /** @returns the text's number, from 1; 0 stands for the empty text */
    numberOf(text: string): number {
      if (text === '') return 0
      const hash = createHash()
      hash.addText(text)
      const number = table.numberOf(hash.finish())
      if (lengths.get(number) === 0) {
        starts.set(number, end)
        add(Buffer.from(text))
        lengths.set(number, end - starts.get(number))
      }
      return number + 1
    },
    get(number: number): string {
      if (number === 0) return ''
      const start = starts.get(number - 1)
      const length = lengths.get(number - 1)
      const parts: Buffer[] = []
      for (let at = start; at < start + length; ) {
        const from = at % pageLength
        const to = Math.min(pageLength, from + start + length - at)
        parts.push((pages[Math.floor(at / pageLength)] ?? Buffer.alloc(0)).subarray(from, to))
        at += to - from
      }
      return (parts.length === 1 ? parts[0] : Buffer.concat(parts))?.toString() ?? ''
    },
  }
}
