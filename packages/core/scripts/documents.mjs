// What is generated from the table of options: the table of every README that has its marks, the JSON schema of
// zephyr.config.json, the interfaces that an editor shows, and the command line's flags. `pnpm run docs` writes them; a
// test fails when they are stale.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { configSchema, optionFlags, optionInterfaces, optionTable } from '../src/config/describe.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const marks = /(<!-- options -->\n).*(<!-- \/options -->)/s
const schema = fileURLToPath(new URL('../zephyr.config.schema.json', import.meta.url))
const interfaces = fileURLToPath(new URL('../src/config/reporter-options.ts', import.meta.url))

const flags = fileURLToPath(new URL('../../cli/src/option-flags.ts', import.meta.url))

export function documents() {
  const packages = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name, 'README.md'))
  return [
    ...[join(root, 'README.md'), ...packages.filter((path) => existsSync(path))].flatMap(withTable),
    { path: interfaces, content: optionInterfaces() },
    { path: flags, content: optionFlags() },
    { path: schema, content: `${JSON.stringify(configSchema(), null, 2)}\n` },
  ]
}

/** The README with its table anew; none for a library's. A runner's or the root's README that lost its marks throws. */
function withTable(path) {
  const text = readFileSync(path, 'utf8')
  if (marks.test(text))
    return [{ path, content: text.replace(marks, (_, open, close) => `${open}${optionTable()}\n${close}`) }]
  if (/\/(core|parser-template|reporter-kit)\/README\.md$/.test(path)) return []
  throw new Error(`${path} has lost its <!-- options --> marks`)
}

if (process.argv[2] === '--write') for (const { path, content } of documents()) writeFileSync(path, content)
