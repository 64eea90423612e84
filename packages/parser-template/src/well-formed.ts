import { SaxesParser } from 'saxes'
import { ResultFileError } from './errors.js'
import { type ResultInput, textOf } from './open.js'

/** Whether a file is XML at all, whatever its elements: read leniently, as our own reader does. */
export async function isWellFormedXml(input: ResultInput): Promise<boolean> {
  const parser = new SaxesParser({ position: false })
  parser.on('error', (error) => {
    throw new ResultFileError(error.message)
  })
  try {
    for await (const text of textOf(input, { lenient: true })) parser.write(text)
    parser.close()
    return true
  } catch (error) {
    if (error instanceof ResultFileError) return false
    throw error
  }
}
