// What is generated from the option schema: the README's option table and the JSON schema of zephyr.config.json.
// `pnpm run docs` writes them; a test fails when they are stale.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { configSchema, optionTable } from '../dist/config/describe.js'

const readme = fileURLToPath(new URL('../../../README.md', import.meta.url))
const schema = fileURLToPath(new URL('../zephyr.config.schema.json', import.meta.url))

export function documents() {
  const marks = /(<!-- options -->\n).*(<!-- \/options -->)/s
  const text = readFileSync(readme, 'utf8')
  if (!marks.test(text)) throw new Error(`${readme} has lost its <!-- options --> marks`)
  return [
    {
      path: readme,
      content: text.replace(marks, (_, open, close) => `${open}${optionTable()}\n${close}`),
    },
    { path: schema, content: `${JSON.stringify(configSchema(), null, 2)}\n` },
  ]
}

if (process.argv[2] === '--write') for (const { path, content } of documents()) writeFileSync(path, content)
