// `npm run test:chaos`: ten thousand seeded deliveries on a virtual clock, then some hundred over real sockets, a part of
// them in processes that are killed. `-- --virtual 500 --deliveries 100` does fewer, `-- --virtual-seed 42` and
// `-- --seed 42` replay one world.
import { virtualWorld } from '../virtual/world.ts'
import { chaos, chaosKill } from './deliveries.mjs'

const option = (name) => {
  const index = process.argv.indexOf(`--${name}`)
  return index < 0 ? undefined : Number(process.argv[index + 1])
}
const only = option('seed')
const onlyVirtual = option('virtual-seed')
const isReplay = only !== undefined || onlyVirtual !== undefined
const wantedVirtual = option('virtual') ?? (isReplay ? 0 : 10_000)
const wanted = option('deliveries') ?? (onlyVirtual === undefined ? 500 : 0)
const atOnce = 16
/** Every so manieth world is a delivery in a process of its own that is killed midway. */
const killEvery = 25
const first = only ?? Date.now() % 1_000_000
const total = {
  deliveries: 0,
  lost: 0,
  stuck: 0,
  doubled: 0,
  falseSuccess: 0,
  hung: 0,
  leaked: 0,
  unclear: 0,
  'run untold': 0,
  kills: 0,
}
const bad = []

/** Minutes take no time there: a commit ten minutes late, a list that lags, a file that is kept and not run. */
async function virtually() {
  const begun = performance.now()
  const all = {}
  const first = onlyVirtual ?? Date.now() % 1_000_000
  let seed = first
  while (seed === onlyVirtual || (all.deliveries ?? 0) < wantedVirtual) {
    const { lines, ...counted } = await virtualWorld(seed)
    const isBad = badOf(counted, ['lost', 'doubled', 'falseSuccess', 'mixed', 'hung']) > 0
    if (onlyVirtual !== undefined || (isBad && bad.length === 0)) console.log(lines.join(''))
    if (isBad) bad.push({ ...counted, replay: `--virtual-seed ${seed}` })
    addTo(all, counted)
    showProgress(all.deliveries, wantedVirtual)
    seed++
  }
  if (seed === first) return
  console.table([{ 'first seed': first, ...all, seconds: Math.round((performance.now() - begun) / 1000) }])
  console.log(
    'not told apart: kept and not run beside a run of another delivery that came while the POST was on its way.',
  )
}

const badOf = (counted, names) => names.reduce((sum, name) => sum + (counted[name] ?? 0), 0)

function addTo(all, { seed: _, ...counted }) {
  for (const [name, value] of Object.entries(counted)) all[name] = (all[name] ?? 0) + value
}

function showProgress(done, all) {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${all}`)
}

await virtually()
const started = performance.now()
let next = first

async function worker() {
  while (total.deliveries < wanted && (only === undefined || next === first)) {
    const seed = next++
    const result = seed % killEvery === 0 ? await chaosKill(seed) : await chaos(seed)
    for (const name of Object.keys(total)) total[name] += result[name] ?? 0
    const isBad = badOf(result, ['lost', 'stuck', 'doubled', 'falseSuccess', 'hung', 'leaked', 'unclear alone']) > 0
    if (isBad) bad.push({ ...result, replay: `--seed ${seed}` })
    showProgress(total.deliveries, wanted)
  }
}

await Promise.all(Array.from({ length: only === undefined ? atOnce : 1 }, worker))
if (total.deliveries > 0) {
  const minutes = Number(((performance.now() - started) / 60_000).toFixed(1))
  console.table([{ 'first seed': first, ...total, minutes }])
  const share = ((100 * total.unclear) / total.deliveries).toFixed(2)
  console.log(
    `unclear: ${share} % of the deliveries; what the server shows proves nothing, so nothing was sent again, and the pending file says so.`,
  )
  console.log('run untold: delivered, but another delivery had updated the job too, so the receipt names no run.')
}
for (const { seed, replay, ...result } of bad)
  console.log(`seed ${seed}: ${JSON.stringify(result)}; replay: npm run test:chaos -- ${replay}`)
process.exitCode = bad.length > 0 ? 1 : 0
