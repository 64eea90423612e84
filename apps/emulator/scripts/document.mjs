// The README's tables of habits, made of their schema: node --import ../../scripts/source.mjs --conditions=development scripts/document.mjs --write
// A test fails while they are stale.
import { readFileSync, writeFileSync } from 'node:fs'
import { faultSchema } from '../src/habits/fault.ts'
import { habitsSchema } from '../src/habits/habits.ts'
import { groups } from '../src/routes/operations.ts'

export const path = new URL('../README.md', import.meta.url)

export function render(readme = readFileSync(path, 'utf8')) {
  const sections = { habits: habitTable(), faults: faultTable(), groups: groupTable() }
  return Object.entries(sections).reduce((text, [name, table]) => {
    const marks = new RegExp(`(<!-- ${name} -->\\n).*(<!-- /${name} -->)`, 's')
    if (!marks.test(text)) throw new Error(`README.md has lost its <!-- ${name} --> marks`)
    return text.replace(marks, (_, open, close) => `${open}${table}\n${close}`)
  }, readme)
}

function habitTable() {
  const { faults: _, ...entries } = habitsSchema.entries
  return table(['habit', 'default', 'what it is', 'values'], rowsOf({ entries }, ''))
}

function faultTable() {
  return table(
    ['field', 'what it is', 'values'],
    Object.entries(faultSchema.entries).map(([name, schema]) => {
      const values = name === 'on' ? 'operations and groups below' : valuesOf(schema)
      return [`\`${name}\``, descriptionOf(schema), values]
    }),
  )
}

const groupTable = () =>
  table(
    ['group', 'operations'],
    Object.entries(groups).map(([name, names]) => [`\`${name}\``, names.map((each) => `\`${each}\``).join(', ')]),
  )

function rowsOf(schema, before) {
  return Object.entries(schema.entries).flatMap(([name, entry]) => {
    const inner = unwrapped(entry)
    if (inner.type === 'strict_object') return rowsOf(inner, `${before}${name}.`)
    const fallback = entry.default === undefined ? '' : `\`${JSON.stringify(entry.default)}\``
    return [[`\`${before}${name}\``, fallback, descriptionOf(entry), valuesOf(entry)]]
  })
}

const unwrapped = (schema) => (schema.wrapped ? unwrapped(schema.wrapped) : schema)
const pipeOf = (schema) => unwrapped(schema).pipe ?? []
const descriptionOf = (schema) => pipeOf(schema).find(({ type }) => type === 'description')?.description ?? ''

function valuesOf(schema) {
  const inner = unwrapped(schema)
  const [first] = inner.pipe ?? []
  if (first && first !== inner && first.type !== inner.type) return valuesOf(first)
  switch (inner.type) {
    case 'picklist':
      return inner.options.map((option) => `\`${option}\``).join(', ')
    case 'union':
      return inner.options.map(valuesOf).join(', or ')
    case 'array':
      return `a list of: ${valuesOf(inner.item)}`
    case 'record':
      return 'an object of texts'
    case 'string':
      return 'text'
    case 'number':
      return 'number'
    case 'boolean':
      return '`true`, `false`'
    default:
      throw new Error(`No words for the schema ${inner.type}`)
  }
}

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')

if (process.argv[2] === '--write') writeFileSync(path, render())
