import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { compare, measure, round } from '../measure.mjs'
import { variants } from '../peers.mjs'
import { stage } from '../stage.mjs'
import { configure, makeSuite, suites } from '../suites.mjs'

// Each runner on one suite: alone, with ours writing its file, and with what people use. What differs is the main process's
// CPU time and peak memory.

export const jest = () =>
  running('jest', { tests: 20_000, runs: 3 }, (added) => [
    { what: 'CPU, x jest-junit', value: ratio(added.ours.cpu, added['jest-junit'].cpu), most: 0.5 },
    { what: 'memory, x jest-junit', value: ratio(added.ours.memory, added['jest-junit'].memory), most: 0.5 },
  ])
export const vitest = () =>
  running('vitest', { tests: 10_000, runs: 3 }, (added) => [
    { what: 'CPU, x its own junit', value: ratio(added.ours.cpu, added.junit.cpu), most: 1 },
  ])
export const playwright = () =>
  running('playwright', { tests: 2000, runs: 5 }, (added) => [
    { what: 'CPU, x its own junit', value: ratio(added.ours.cpu, added.junit.cpu), most: 1 },
  ])

async function running(runner, { tests, runs }, targetsOf) {
  const cwd = stage()
  const folder = makeSuite(cwd, runner, tests)
  const [script, ...args] = suites[runner].command
  const run = (variant) => () => {
    configure(folder, runner, variant)
    return measure([join(cwd, script), ...args], { cwd: folder, env: variant.env })
  }
  const asked = Object.fromEntries(Object.entries(variants[runner]).map(([name, variant]) => [name, run(variant)]))
  const found = await compare(asked, runs)
  rmSync(folder, { recursive: true })
  const { none, ...rest } = found
  const added = Object.fromEntries(
    Object.entries(rest).map(([name, { cpu, memory, wall }]) => [
      name,
      { cpu: cpu - none.cpu, memory: memory - none.memory, wall: wall - none.wall },
    ]),
  )
  return {
    title: `${tests} tests with ${runner}: what a reporter adds to the main process (alone: ${round(none.cpu)} ms of CPU, ${round(none.memory)} MB)`,
    rows: Object.entries(added).map(([reporter, { cpu, memory, wall }]) => ({
      reporter,
      '+ CPU ms': round(cpu),
      '+ peak MB': round(memory),
      '+ wall ms': round(wall),
    })),
    targets: targetsOf(added),
    chart: { unit: 'ms of CPU', bars: Object.entries(added).map(([name, { cpu }]) => [name, Math.max(0, round(cpu))]) },
  }
}

/** Below what can be measured, an addition counts as nothing. */
function ratio(ours, theirs) {
  return round(Math.max(0, ours) / Math.max(1, theirs), 2)
}
