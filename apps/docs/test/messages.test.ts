import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from '@babel/parser'
import { expect, test } from 'vitest'
import { root, textOf } from '../src/snippets.ts'

// docs/troubleshooting.md explains every sentence that a delivery can print. Its whole messages are held against real
// runs by packages/core/test/delivery/troubleshooting.slow.test.ts; this finds those that it leaves out.

const guide = textOf('docs/troubleshooting.md').replaceAll(/\s+/g, ' ')

const sources = ['packages/core/src/delivery', 'packages/core/src/reporter', 'packages/reporter-kit/src/gate.ts']
  .concat(['root', 'secrets'].map((name) => `packages/core/src/config/${name}.ts`))
  .concat(['packages/core/src/zephyr/hints.ts'])

/** Not printed, or no problem: progress, plans, the dry run, and what would be an error of this code. */
const others = [
  /^(Asking|Looking up|Waiting for|Reading back|Would send|Dry run|Packages count|Zephyr would record|By the rules|Left out)/,
  /^(The server would lose|Nothing is prepared|A delivery that|Nothing was sent that|Deliveries to Zephyr)/,
  /^(Another process holds|Not all required options|##)|update-execute-job/,
]

/** Users of a reporter or of the command line read variables where the client names its options. */
const variables: Record<string, string> = {
  '`url`': 'ZEPHYR_URL',
  '`token`': 'ZEPHYR_TOKEN',
  '`clientCert`': 'ZEPHYR_CLIENT_CERT',
  '`clientKey`': 'ZEPHYR_CLIENT_KEY',
}

test.each(sources.flatMap(filesOf))('%s: the guide has each of its messages', (path) => {
  const missing = sentencesOf(path).filter((pieces) => !pieces.every((piece) => guide.includes(piece)))
  expect(missing.map((pieces) => pieces.join(' … '))).toEqual([])
})

test('a sentence that the guide does not have is found', () => {
  expect(sentencesOf('packages/core/src/delivery/message.ts').flat()).toContain(
    'The results were not delivered to Zephyr.',
  )
  expect(guide).not.toContain('The results were lost.')
})

test.each(['Repair', 'LaterRepair'])('each %s of a foreign file has a row in the guide', (type) => {
  const { program } = parse(textOf('packages/core/src/junit/read-types.ts'), {
    sourceType: 'module',
    plugins: ['typescript'],
  })
  const named = program.body.filter(
    (node) =>
      node.type === 'ExportNamedDeclaration' &&
      node.declaration?.type === 'TSTypeAliasDeclaration' &&
      node.declaration.id.name === type,
  )
  const repairs = textsIn(named).flat()
  expect(repairs.length).toBeGreaterThan(3)
  expect(repairs.filter((repair) => !guide.includes(`| ${repair} |`))).toEqual([])
})

function filesOf(path: string): string[] {
  if (path.endsWith('.ts')) return [path]
  return readdirSync(join(root, path)).map((name) => `${path}/${name}`)
}

/** The sentences of a source file, each as the texts between what is filled in. */
function sentencesOf(path: string): string[][] {
  const { program } = parse(readFileSync(join(root, path), 'utf8'), { sourceType: 'module', plugins: ['typescript'] })
  return textsIn(program)
    .filter((pieces) => {
      const whole = pieces.join('…')
      return /\w+ \w+ \w+/.test(whole) && /[.:]( |$)/.test(whole) && !others.some((other) => other.test(whole))
    })
    .map((pieces) => pieces.map(asPrinted).filter((piece) => piece.length > 12))
}

function textsIn(node: unknown): string[][] {
  if (typeof node !== 'object' || node === null) return []
  if (Array.isArray(node)) return node.flatMap(textsIn)
  if ('type' in node && node.type === 'StringLiteral' && 'value' in node) return [[String(node.value)]]
  const own = 'type' in node && node.type === 'TemplateLiteral' && 'quasis' in node ? [quasis(node.quasis)] : []
  const children = Object.entries(node).filter(
    ([key]) => key !== 'loc' && key !== 'quasis' && !key.endsWith('Comments'),
  )
  return [...own, ...children.flatMap(([, child]) => textsIn(child))]
}

function quasis(parts: unknown): string[] {
  return (parts as { value: { cooked: string } }[]).map(({ value }) => value.cooked)
}

function asPrinted(piece: string): string {
  const named = piece.replaceAll(/`(url|token|clientCert|clientKey)`/g, (name) => variables[name] ?? name)
  return named
    .replace(/^\[zephyr\] \w+: /, '')
    .replace(/^(Error|Warning)?: /, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
