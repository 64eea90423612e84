import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { compare, measure, round } from '../measure.mjs'
import { runners } from '../runners.mjs'
import { stage } from '../stage.mjs'
import { commandOf, configure, makeSuite } from '../suites.mjs'

// Each runner on one suite: alone, with ours writing its file, and with what people use. What differs is the main process's
// CPU time and peak memory.

export async function running(runner) {
  const { title, variants, targets, note } = runners[runner]
  const { tests, runs, compared } = runners[runner].size
  const cwd = stage()
  const folder = makeSuite(cwd, runner, tests)
  const [script, ...args] = commandOf(runner)
  const run = (variant) => () => {
    configure(folder, runner, variant)
    return measure([join(cwd, script), ...args], { cwd: folder, env: variant.env })
  }
  // What targets compare in many runs, the others, which cost seconds each, in one.
  const asked = (isAsked) =>
    Object.fromEntries(
      Object.entries(variants).flatMap(([name, variant]) => (isAsked(name) ? [[name, run(variant)]] : [])),
    )
  const found = {
    ...(await compare(
      asked((name) => compared.includes(name)),
      runs,
    )),
    ...(await compare(
      asked((name) => !compared.includes(name)),
      1,
    )),
  }
  rmSync(folder, { recursive: true })
  const { none, ...rest } = found
  const added = Object.fromEntries(
    Object.entries(rest).map(([name, { cpu, memory, wall }]) => [
      name,
      { cpu: cpu - none.cpu, memory: memory - none.memory, wall: wall - none.wall },
    ]),
  )
  return {
    title: `${tests} tests with ${title}: what a reporter adds to the main process (alone: ${round(none.cpu)} ms of CPU, ${round(none.memory)} MB)`,
    rows: Object.entries(added).map(([reporter, { cpu, memory, wall }]) => ({
      reporter,
      '+ CPU ms': round(cpu),
      '+ peak MB': round(memory),
      '+ wall ms': round(wall),
    })),
    note,
    targets: targets(added),
    chart: { unit: 'ms of CPU', bars: Object.entries(added).map(([name, { cpu }]) => [name, Math.max(0, round(cpu))]) },
  }
}
