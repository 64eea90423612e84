import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Failure } from '@zephyr-reporters/core'
import { property, textProperty } from '@zephyr-reporters/reporter-kit'

/**
 * An error as Vitest hands it on: serialized, whatever was thrown.
 *
 * @param root Vitest's root: places are shown from it, as Vitest prints them.
 */
export function failureOf(error: unknown, root: string): Failure {
  if (typeof error !== 'object' || error === null) {
    const text = String(error)
    return { message: text, type: 'Error', text }
  }
  const type = textProperty(error, 'name') || 'Error'
  const message = textProperty(error, 'message')
  const parts = [`${type}: ${message || propertiesOf(error) || '(without a message)'}`]
  const diff = textProperty(error, 'diff')
  if (diff) parts.push(diff)
  const frames = textProperty(error, 'stack')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
  if (frames.length > 0) parts.push(frames.join('\n'))
  else if (type === 'TypeCheckError') parts.push(...sourceLines(error, root))
  const context = textProperty(error, 'frame')
  if (context) parts.push(context)
  const cause = property(error, 'cause')
  if (cause !== undefined && cause !== null && cause !== error) parts.push(`Caused by: ${causes(cause)}`)
  return { message: message.split('\n')[0] || type, type, text: parts.join('\n\n') }
}

/** Position of a type error and the lines of code around it, which Vitest itself reads only when it prints. */
function sourceLines(error: object, root: string): string[] {
  const stacks: unknown = property(error, 'stacks')
  const [frame]: unknown[] = Array.isArray(stacks) ? stacks : []
  const file = textProperty(frame, 'file')
  const line = Number(property(frame, 'line'))
  const column = Number(property(frame, 'column'))
  if (file === '' || !Number.isInteger(line) || !Number.isInteger(column)) return []
  const lines = linesOf(file)
  const first = Math.max(0, line - 3)
  const code = lines.slice(first, line + 2).flatMap((text, index) => {
    const number = first + index + 1
    const shown = `${String(number).padStart(5)}| ${text.slice(0, 200)}`
    return number === line ? [shown, `${' '.repeat(5)}| ${' '.repeat(Math.min(column, 200) - 1)}^`] : [shown]
  })
  return [`    at ${relative(root, file)}:${line}:${column}`, ...(code.length > 0 ? [code.join('\n')] : [])]
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/)
  } catch {
    return [] // Merged from another machine: the file is not here, so only the position is shown.
  }
}

/** What there is of a thrown object that is no error. */
function propertiesOf(error: object): string {
  try {
    const own = Object.entries(error).filter(
      ([name]) =>
        !/^(name|message|stack\w*|nameStr|type|expected|actual|constructor|to[A-Z]\w*|VITEST_\w*)$/.test(name),
    )
    return own.length > 0 ? JSON.stringify(Object.fromEntries(own)) : ''
  } catch {
    // A getter of the test's own that throws, or a circle.
    return ''
  }
}

function causes(error: unknown, depth = 1): string {
  if (typeof error !== 'object' || error === null) return String(error)
  const text = `${textProperty(error, 'name') || 'Error'}: ${textProperty(error, 'message')}`
  const next = property(error, 'cause')
  return next && depth < 10 ? `${text}\nCaused by: ${causes(next, depth + 1)}` : text
}
