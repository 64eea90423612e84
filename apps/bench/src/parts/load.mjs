import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compare, measure, round } from '../measure.mjs'
import { runners } from '../runners.mjs'
import { stage } from '../stage.mjs'

const active = 'ours, active: before the first test'
const withWriter = 'ours, active: all but the delivery'

/** How long `import` takes, in a process that did nothing else. */
export async function load() {
  const cwd = stage()
  // A package as small as can be, found and read as the others are.
  const empty = join(cwd, 'node_modules/empty-module')
  mkdirSync(empty, { recursive: true })
  writeFileSync(join(empty, 'package.json'), '{"name":"empty-module","type":"module","exports":"./index.js"}')
  writeFileSync(join(empty, 'index.js'), 'export {}\n')

  const modules = {
    'an empty module': 'empty-module',
    ...Object.fromEntries(Object.values(runners).map(({ title, reporter }) => [`ours, ${title}, inactive`, reporter])),
    [active]: '@zephyr-reporters/core/report',
    // Loaded while the runner starts its workers; what it needs of the former is loaded with it.
    [withWriter]: pathToFileURL(join(cwd, 'node_modules/@zephyr-reporters/core/dist/end.js')).href,
    'jest-junit': 'jest-junit',
    'allure-jest': 'allure-jest/node',
    'jest-qase-reporter': 'jest-qase-reporter',
    'jest-ctrf-json-reporter': 'jest-ctrf-json-reporter',
  }
  const loading = (name) => async () => {
    const script = `const started = performance.now(); await import('${name}'); console.log(performance.now() - started)`
    const sample = await measure(['--input-type=module', '-e', script], { cwd })
    return { ...sample, load: Number(sample.stdout) }
  }
  const found = await compare(
    Object.fromEntries(Object.entries(modules).map(([name, module]) => [name, loading(module)])),
    25,
  )
  const least = found['an empty module'].load
  const inactive = Object.keys(modules).filter((name) => name.endsWith('inactive'))
  return {
    title: 'Loading, milliseconds of `import`, lower quartiles of 25',
    note: 'What an active reporter loads before the first test is what reads and checks the options; what names tests and writes the file follows while the runner starts its workers, and what delivers later still.',
    rows: Object.entries(found).map(([name, { load: ms }]) => ({
      module: name,
      ms: round(ms, 1),
      'x empty': round(ms / least, 2),
    })),
    targets: [
      {
        what: 'inactive, x an empty module',
        value: round(Math.max(...inactive.map((name) => found[name].load)) / least, 2),
        most: 1.5,
      },
      {
        what: 'active, before the first test, x jest-junit',
        value: round(found[active].load / found['jest-junit'].load, 2),
        most: 1,
      },
    ],
    chart: { unit: 'ms', bars: Object.entries(found).map(([name, { load: ms }]) => [name, round(ms, 1)]) },
  }
}
