import { compare, measure, round, table } from './measure.mjs'

// What a project pays that has the reporter in its configuration and no ZEPHYR_* variable.
const bare = ['--input-type=module', '-e', '']
const loading = (runner) => [
  '--input-type=module',
  '-e',
  `const { default: Reporter } = await import('@zephyr-reporters/${runner}'); ${construct[runner]}`,
]
const construct = {
  jest: 'new Reporter({ rootDir: process.cwd() }, {}, {})',
  vitest: 'new Reporter({})',
  playwright: 'new Reporter({})',
}

export function inactive() {
  const names = Object.keys(construct)
  const cwd = new URL('..', import.meta.url)
  const variants = [bare, ...names.map(loading)].map((args) => () => measure(args, { cwd }))
  const [node, ...reporters] = compare(variants, 15)
  table(
    'Inactive: a process that loads and builds the reporter, over an empty Node process',
    names.map((reporter, index) => ({
      reporter,
      'wall ms': round(reporters[index].wall, 1),
      'over Node, wall ms': round(reporters[index].wall - node.wall, 1),
      'over Node, CPU ms': round(reporters[index].cpu - node.cpu, 1),
    })),
  )
}
