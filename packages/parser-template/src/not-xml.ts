import { ResultFileError } from './errors.js'

// Files that are taken for result files by mistake. The parser's own word for them ("text data outside of root node")
// leads nobody to the cause.

/**
 * Why a file that begins with `text` cannot be a result file; nothing where it begins as XML does.
 *
 * @param lenient false: only what the vendor's parser refuses too
 */
export function refusalOf(text: string, name: string, lenient: boolean): ResultFileError | undefined {
  const start = text.slice(0, 1000)
  const at = { line: 1, column: 1 }
  if (json.test(start)) return new ResultFileError(`${name} is JSON${kindOfJson(start)}, not JUnit XML. ${asJUnit}`, at)
  const blank = blankBeforeDeclaration.exec(start)
  if (blank)
    return new ResultFileError(
      `${name} has a blank ${blank[0].includes('\n') ? 'line' : 'character'} before <?xml …?>, which must be the first characters of the file. Delete it.`,
      at,
    )
  if (lenient && htmlPage.test(start))
    return new ResultFileError(`${name} is an HTML page, no JUnit file: its root is <html>.`, {
      ...at,
      code: 'other root',
    })
  const first = firstLine(start)
  if (first === '' || first.startsWith('<')) return undefined
  return new ResultFileError(
    `${name} is no JUnit file as it stands: text comes before the XML, or there is no XML at all. It begins with ${JSON.stringify(first.slice(0, 60))}. If a command's output was saved in it, let the tool write its report to a file instead.`,
    { line: start.slice(0, start.indexOf(first)).split('\n').length, column: 1 },
  )
}

const asJUnit = 'Let the tool write its JUnit report.'

/** A `[` may also begin a line of a log: `[INFO] …`. */
const json = /^\s*(?:\{\s*(?:"|\}|$)|\[\s*(?:[{["\]\d]|$))/

/** CTRF, and Cucumber's and Playwright's own reports, by their first names. */
function kindOfJson(start: string): string {
  if (/"reportFormat"\s*:\s*"CTRF"|"results"\s*:\s*\{\s*"tool"/.test(start)) return ' (a CTRF report)'
  return /"(?:elements|keyword)"\s*:/.test(start) ? ' (a Cucumber report)' : ''
}

const blankBeforeDeclaration = /^\s+(?=<\?xml\s)/
const htmlPage = /^\s*<(?:!doctype\s+html|html[\s>])/i

const firstLine = (text: string) =>
  text
    .split('\n')
    .find((line) => line.trim() !== '')
    ?.trim() ?? ''
