// A measured process tells its own CPU time and peak memory as it exits (see exit-usage.mjs).
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const hook = pathToFileURL(join(import.meta.dirname, 'exit-usage.mjs')).href

/** Runs Node once; milliseconds of CPU and wall time, peak memory in MB, of that process alone (not of its workers). */
export function measure(args, { cwd, env } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'zephyr-bench-'))
  const usage = join(folder, 'usage.json')
  const started = performance.now()
  const { status, stderr } = spawnSync(process.execPath, ['--import', hook, ...args], {
    cwd,
    env: { ...withoutZephyr(process.env), CI: 'true', ...env, BENCH_USAGE: usage },
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  })
  const wall = performance.now() - started
  try {
    return { ...JSON.parse(readFileSync(usage, 'utf8')), wall, status, stderr }
  } catch {
    throw new Error(`${args.join(' ')} ended with ${status} and told no usage:\n${stderr}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Measures several variants in turn, A B A B …, so that a drift of the machine meets them alike; the medians. */
export function compare(variants, runs) {
  const samples = variants.map(() => [])
  for (let run = 0; run <= runs; run++) {
    for (const [index, variant] of variants.entries()) {
      const sample = variant()
      if (run > 0) samples[index].push(sample) // the first is a warm-up
    }
  }
  return samples.map((all) => ({
    cpu: median(all.map(({ cpu }) => cpu)),
    wall: median(all.map(({ wall }) => wall)),
    memory: median(all.map(({ memory }) => memory)),
  }))
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

export function table(title, rows) {
  console.log(`\n${title}`)
  console.table(rows)
}

export const round = (value, digits = 0) => Number(value.toFixed(digits))

function withoutZephyr(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('ZEPHYR_')))
}
