import type { Config } from 'jest'
import ZephyrReporter, { type ZephyrReporterOptions } from '@zephyr-reporters/jest'
const zephyr: ZephyrReporterOptions = { jobName: 'Nightly {branch}', projectId: 6, wait: true, skipped: 'omit' }
// @ts-expect-error there is no such option
const wrong: ZephyrReporterOptions = { jobname: 'x' }
const config: Config = { reporters: ['default', ['@zephyr-reporters/jest', zephyr]] }
export default config
export { wrong, ZephyrReporter }
