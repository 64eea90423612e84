// `npm run test:chaos`: ten thousand seeded deliveries. `-- --seed 42` replays one world, `-- --deliveries 500` does fewer.
import { chaos, chaosKill } from './deliveries.mjs'

const option = (name) => {
  const index = process.argv.indexOf(`--${name}`)
  return index < 0 ? undefined : Number(process.argv[index + 1])
}
const only = option('seed')
const wanted = option('deliveries') ?? 10_000
const atOnce = 16
/** Every so manieth world is a delivery in a process of its own that is killed midway. */
const killEvery = 25
const first = only ?? Date.now() % 1_000_000
const total = {
  deliveries: 0,
  lost: 0,
  doubled: 0,
  falseSuccess: 0,
  hung: 0,
  leaked: 0,
  unclear: 0,
  'run untold': 0,
  kills: 0,
}
const bad = []
const started = performance.now()
let next = first

async function worker() {
  while (total.deliveries < wanted && (only === undefined || next === first)) {
    const seed = next++
    const result = seed % killEvery === 0 ? await chaosKill(seed) : await chaos(seed)
    for (const name of Object.keys(total)) total[name] += result[name] ?? 0
    const { lost, doubled, falseSuccess, hung, leaked, 'unclear alone': alone = 0 } = result
    if (lost + doubled + falseSuccess + hung + leaked + alone > 0) bad.push(result)
    if (process.stderr.isTTY) process.stderr.write(`\r${total.deliveries} of ${wanted}`)
  }
}

await Promise.all(Array.from({ length: only === undefined ? atOnce : 1 }, worker))
console.table([{ 'first seed': first, ...total, minutes: Number(((performance.now() - started) / 60_000).toFixed(1)) }])
const share = ((100 * total.unclear) / total.deliveries).toFixed(2)
console.log(
  `unclear: ${share} % of the deliveries; the server could not tell, so nothing was sent again, and the pending file says so.`,
)
console.log('run untold: delivered, but another delivery had updated the job too, so the receipt names no run.')
for (const { seed, ...result } of bad)
  console.log(`seed ${seed}: ${JSON.stringify(result)}; replay: npm run test:chaos -- --seed ${seed}`)
process.exitCode = bad.length > 0 ? 1 : 0
