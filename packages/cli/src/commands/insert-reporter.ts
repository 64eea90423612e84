import type { Runner } from './setup.js'

/**
 * A runner's configuration with the reporter in it; nothing where the source leaves a doubt: no one object of options,
 * a list that is computed, options spread in from elsewhere.
 */
export function insertReporter(source: string, { name, key, entry, line }: Runner): string | undefined {
  const words = withoutComments(source)
  const code = blanked(words, quoted)
  const options = optionsOf(code)
  if (options === undefined) return undefined
  if (name !== 'vitest') return within(options, line)
  const test = keyIn(code, options, 'test')
  if (test !== undefined) return code[test] === '{' ? within(test, line) : undefined
  return hasSpread(code, options) ? undefined : inserted(options, `test: { ${line} }`)

  function within(open: number, line: string): string | undefined {
    const value = keyIn(code, open, key)
    if (value === undefined) {
      // A key in quotes or in short, or one that a spread brings along, would be overridden or override.
      const own = [...ownPlaces(code, open)].map((at) => words[at]).join('')
      return new RegExp(String.raw`\b${key}\b`).test(own) || hasSpread(code, open) ? undefined : inserted(open, line)
    }
    if (code[value] === '[') {
      const isEmpty = /^\[\s*\]/.test(code.slice(value))
      return `${source.slice(0, value + 1)}${entry}${isEmpty ? '' : ', '}${source.slice(value + 1)}`
    }
    // One reporter by its name, as Playwright and Vitest take it.
    const single = /^(['"])[\w@/.-]+\1(?=\s*[,}\n])/.exec(source.slice(value))?.[0]
    if (single === undefined) return undefined
    const list = key === 'reporter' ? `[[${single}], ${entry}]` : `[${single}, ${entry}]`
    return source.slice(0, value) + list + source.slice(value + single.length)
  }

  function inserted(open: number, text: string): string {
    const rest = source.slice(open + 1)
    const newline = /^[^\S\r\n]*(\r?\n)([ \t]*)/.exec(rest)
    if (newline) return `${source.slice(0, open + 1)}${newline[1]}${newline[2]}${text},${rest}`
    const isEmpty = /^\s*\}/.test(rest)
    return `${source.slice(0, open + 1)} ${text}${isEmpty ? '' : ','}${isEmpty && /^\}/.test(rest) ? ' ' : ''}${rest}`
  }
}

/** Where the object of options begins: exported itself, in `defineConfig`, or by the name of a constant. */
function optionsOf(code: string): number | undefined {
  const call = String.raw`(?:mergeConfig\(\s*\w+\s*,\s*)?(?:defineConfig\(\s*)?\{`
  const starts = [...code.matchAll(new RegExp(String.raw`(?:export\s+default|module\.exports\s*=)\s*${call}`, 'g'))]
  const byName = /(?:export\s+default|module\.exports\s*=)\s*(\w+)\s*;?\s*$/m.exec(code)?.[1]
  if (byName)
    starts.push(
      ...code.matchAll(new RegExp(String.raw`\b(?:const|let|var)\s+${byName}\s*(?::[^={]+)?=\s*${call}`, 'g')),
    )
  const [start, ...others] = starts
  return start && others.length === 0 ? start.index + start[0].length - 1 : undefined
}

/** Where the value of an object's own key begins. */
function keyIn(code: string, open: number, key: string): number | undefined {
  const start = new RegExp(String.raw`\b${key}\s*:\s*`, 'y')
  for (const at of ownPlaces(code, open)) {
    start.lastIndex = at
    const found = start.exec(code)
    if (found) return at + found[0].length
  }
  return undefined
}

function hasSpread(code: string, open: number): boolean {
  for (const at of ownPlaces(code, open)) if (code.startsWith('...', at)) return true
  return false
}

/** The places of an object's own properties, whatever stands within their values. */
function* ownPlaces(code: string, open: number): Generator<number> {
  let depth = 0
  for (let at = open + 1; at < code.length && depth >= 0; at++) {
    const letter = code[at] ?? ''
    if ('{[('.includes(letter)) depth++
    else if ('}])'.includes(letter)) depth--
    else if (depth === 0) yield at
  }
}

export const withoutComments = (source: string) => blanked(source, comment)

const quoted = /^['"`]/
const comment = /^\//

/** The source at the same length, with blanks for what stands in quotes, or for comments. */
function blanked(source: string, kind: RegExp): string {
  const text = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g
  return source.replace(text, (found) => {
    if (!kind.test(found)) return found
    const inner = kind === quoted ? found.slice(1, -1) : found
    return found.replace(inner, inner.replace(/[^\n]/g, ' '))
  })
}
