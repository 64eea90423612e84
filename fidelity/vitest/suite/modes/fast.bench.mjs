import { bench } from 'vitest'; bench('fast', () => {}, { time: 5, iterations: 2, warmupTime: 1, warmupIterations: 1 })
