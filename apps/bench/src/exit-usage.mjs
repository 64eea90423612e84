import { writeFileSync } from 'node:fs'

// Workers inherit neither the variable nor a say in the figure.
const file = process.env.BENCH_USAGE
delete process.env.BENCH_USAGE
if (file) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
    writeFileSync(file, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1000, memory: maxRSS / 1024 }))
  })
}
