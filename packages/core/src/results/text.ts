import { stripAnsi } from './ansi.js'

// XML 1.0 forbids most control characters, lone surrogates and U+FFFE/U+FFFF; one of them and Zephyr refuses the whole
// file (docs/zephyr.md). U+009B, which begins an ANSI code as ESC does, goes with them: left behind, it could begin one
// with what follows a character that was removed.
const forbidden =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u009B\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g

/** Nothing to clean: printable ASCII (but for `$`) and line feeds, as most texts are. */
const printable = /^[\n\x20-#%-\x7E]*$/

/** Nothing to clean in a name, which is one line: printable ASCII, but for `$`. */
const printableLine = /^[\x20-#%-\x7E]*$/

/**
 * `${testsuite.testcase.failure}` and the like, which Zephyr would expand within names, packages and texts: it puts a
 * failure's text, or nothing, in its place (docs/zephyr.md). Functions of the template's language count too.
 */
const templateVariable = /\$\{(?=\s{0,9}(?:\w{1,20}\(\s{0,9})?testsuite)/g

/** Text as it may stand in the file: ANSI codes and characters that XML forbids are removed, line ends are `\n`. */
export function cleanText(text: string): string {
  if (printable.test(text)) return text
  return stripAnsi(text).replace(forbidden, '').replace(/\r\n?/g, '\n').replace(templateVariable, '$$ {')
}

/** A name as it may stand in the file: {@link cleanText} on one line. A tab or line end becomes a blank, as XML reads it in an attribute anyway. */
export function cleanName(name: string): string {
  if (printableLine.test(name)) return name
  const clean = cleanText(name)
  return /[\t\n]/.test(clean) ? clean.replace(/[\t\n]/g, ' ') : clean
}
