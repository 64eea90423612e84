import { defineConfig } from 'vitest/config'
import ZephyrReporter, { type ZephyrReporterOptions } from '@zephyr-reporters/vitest'
const zephyr: ZephyrReporterOptions = { jobName: 'Nightly {branch}', projectId: 6, wait: true, skipped: 'omit' }
// @ts-expect-error there is no such option
export const wrong: ZephyrReporterOptions = { jobname: 'x' }
export default defineConfig({ test: { reporters: ['default', ['@zephyr-reporters/vitest', zephyr], new ZephyrReporter(zephyr)] } })
