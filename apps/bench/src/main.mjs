// `npm run bench`: prints every table; `npm run bench -- runners merge` only those named.
import { inactive } from './inactive.mjs'
import { merging } from './merging.mjs'
import { runners } from './runners.mjs'
import { writing } from './writing.mjs'

const benchmarks = { inactive, writing, runners, merging }
const asked = process.argv.slice(2).filter((name) => name !== '--')
const unknown = asked.filter((name) => !(name in benchmarks))
if (unknown.length > 0) {
  console.error(`No benchmark ${unknown.join(', ')}. There are: ${Object.keys(benchmarks).join(', ')}.`)
  process.exit(2)
}
console.log(`Node ${process.version}, ${process.platform} ${process.arch}. Medians; lower is better.`)
for (const name of asked.length > 0 ? asked : Object.keys(benchmarks)) await benchmarks[name]()
