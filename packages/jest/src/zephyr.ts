import type { ZephyrReporterOptions } from '@zephyr-reporters/core'

/**
 * This reporter as an entry of the runner's list, with its options checked and explained by the editor.
 *
 * @example
 * // jest.config.js; CommonJS: const { zephyr } = require('@zephyr-reporters/jest')
 * import { zephyr } from '@zephyr-reporters/jest'
 *
 * export default { reporters: ['default', zephyr({ jobName: 'Nightly web tests' })] }
 */
export function zephyr(
  options: ZephyrReporterOptions = {},
): [reporter: '@zephyr-reporters/jest', options: Record<string, unknown>] {
  return ['@zephyr-reporters/jest', { ...options }]
}
