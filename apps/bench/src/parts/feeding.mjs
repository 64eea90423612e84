import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { compare, measure, ratio, round } from '../measure.mjs'
import { stage } from '../stage.mjs'
import { commandOf, configure, makeSuite } from '../suites.mjs'

const scripts = join(import.meta.dirname, '../feeding')
const tests = 20_000
const few = 10

/** Peak memory that a reporter adds, where Jest's own does not hide it: its results are recorded, then handed to each. */
export async function jestMemory() {
  const cwd = stage()
  const folder = makeSuite(cwd, 'jest', tests)
  const recording = join(folder, 'recording')
  configure(folder, 'jest', { reporters: [join(scripts, 'recorder.cjs')] })
  const [script, ...args] = commandOf('jest')
  const { stderr } = await measure([join(cwd, script), ...args], { cwd: folder, env: { RECORDING: recording } })
  if (readFileSync(recording).length === 0) throw new Error(`Nothing was recorded:\n${stderr}`)
  // Beside the suite, so that it finds the reporters as Jest does.
  const feed = join(folder, 'feed.mjs')
  copyFileSync(join(scripts, 'feed.mjs'), feed)
  const feeding = (recording, reporter) => async () => {
    const env = { ZEPHYR_TOKEN: 'bench-token', FORCE_COLOR: '0' }
    const sample = await measure(['--expose-gc', feed, recording, ...reporter], { cwd: folder, env })
    if (sample.status !== 0) throw new Error(`${reporter} ended with ${sample.status}:\n${sample.stderr}`)
    return { ...sample, ...JSON.parse(sample.stdout.trim().split('\n').at(-1)) }
  }
  const reporters = { none: [], ours: ['@zephyr-reporters/jest'], 'jest-junit': ['jest-junit'] }
  const addedBy = async (recording) => {
    const variants = Object.entries(reporters).map(([name, reporter]) => [name, feeding(recording, reporter)])
    const { none, ...rest } = await compare(Object.fromEntries(variants), 7)
    const added = ({ cpu, memory }) => ({ cpu: cpu - none.cpu, memory: memory - none.memory })
    return { none, ...Object.fromEntries(Object.entries(rest).map(([name, found]) => [name, added(found)])) }
  }
  const { none, ...added } = await addedBy(recording)
  const { none: _, ...addedByFew } = await addedBy(onlyFew(recording))
  rmSync(folder, { recursive: true })
  return {
    title: `${tests} and ${few} tests of Jest, handed to a reporter in a process of its own (${round(none.memory)} MB with none)`,
    note: 'Jest itself takes hundreds of MB, and from run to run some tens more or less: what a reporter adds is lost in that. So what Jest hands its reporters is recorded once, and handed to each in a process that holds nothing else, hook by hook, after a full garbage collection. Memory is the peak of that process over one without a reporter. CPU is loading, compiling and helper threads of V8 included.',
    rows: Object.entries(added).map(([reporter, { cpu, memory }]) => ({
      reporter,
      [`${tests}: + CPU ms`]: round(cpu),
      [`${tests}: + peak MB`]: round(memory),
      [`${few}: + CPU ms`]: round(addedByFew[reporter].cpu),
      [`${few}: + peak MB`]: round(addedByFew[reporter].memory),
    })),
    targets: [{ what: 'memory, x jest-junit', value: ratio(added.ours.memory, added['jest-junit'].memory), most: 0.5 }],
    chart: { unit: 'MB', bars: Object.entries(added).map(([name, { memory }]) => [name, Math.max(0, round(memory))]) },
  }
}

function onlyFew(recording) {
  const { files, ...run } = deserialize(readFileSync(recording))
  const [{ test, result }] = files
  const path = `${recording}-few`
  const fewer = { ...result, testResults: result.testResults.slice(0, few) }
  writeFileSync(path, serialize({ ...run, files: [{ test, result: fewer }] }))
  return path
}
