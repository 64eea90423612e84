// A measured process reports its own CPU time and peak memory as it exits (see exit-usage.mjs).
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const hook = pathToFileURL(join(import.meta.dirname, 'exit-usage.mjs')).href

/** Runs Node once; milliseconds of CPU and wall time, peak memory in MB, of that process alone (not of its workers). */
export async function measure(args, { cwd, env, node = process.execPath } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'zephyr-bench-'))
  const usage = join(folder, 'usage.json')
  const started = performance.now()
  const child = spawn(node, ['--import', hook, ...args], {
    cwd,
    env: { ...clean(process.env), CI: 'true', ...env, BENCH_USAGE: usage },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text.slice(0, 1 << 20)))
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text.slice(0, 1 << 20)))
  const status = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
  const wall = performance.now() - started
  try {
    return { ...JSON.parse(readFileSync(usage, 'utf8')), wall, status, stdout, stderr }
  } catch (error) {
    throw new Error(`${args.join(' ')} ended with ${status} and reported no usage:\n${stderr}`, { cause: error })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Measures the variants in turn, A B A B …, so that a drift of the machine meets them alike; the medians by name. */
export async function compare(variants, runs) {
  const samples = Object.fromEntries(Object.keys(variants).map((name) => [name, []]))
  for (let run = 0; run <= runs; run++) {
    for (const [name, variant] of Object.entries(variants)) {
      const sample = await variant()
      if (run > 0) samples[name].push(sample) // the first is a warm-up
    }
  }
  return Object.fromEntries(Object.entries(samples).map(([name, all]) => [name, medians(all)]))
}

function medians(samples) {
  const figures = ['cpu', 'wall', 'memory'].filter((name) => samples[0]?.[name] !== undefined)
  return {
    ...Object.fromEntries(figures.map((name) => [name, median(samples.map((sample) => sample[name]))])),
    // A few milliseconds, which other work on the machine only lengthens: the shorter half is nearer to what it takes.
    ...(samples[0]?.load !== undefined && { load: lowerQuartile(samples.map(({ load }) => load)) }),
  }
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

function lowerQuartile(values) {
  const sorted = values.toSorted((a, b) => a - b)
  return median(sorted.slice(0, Math.ceil(sorted.length / 2)))
}

export const round = (value, digits = 0) => Number(value.toFixed(digits))

/** Below what can be measured, an addition counts as nothing. */
export function ratio(ours, theirs) {
  return round(Math.max(0, ours) / Math.max(1, theirs), 2)
}

/** Neither the user's options, nor a CI system's name, nor a proxy reach what is measured. */
function clean(env) {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(ZEPHYR_|NODE_OPTIONS$|npm_|(https?|no|all)_proxy$)/i.test(name)),
  )
}
