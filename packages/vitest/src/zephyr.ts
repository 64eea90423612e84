import type { ZephyrReporterOptions } from '@zephyr-reporters/core'

/**
 * This reporter as an entry of the runner's list, with its options checked and explained by the editor.
 *
 * @example
 * // vitest.config.ts
 * import { zephyr } from '@zephyr-reporters/vitest'
 * import { defineConfig } from 'vitest/config'
 *
 * export default defineConfig({ test: { reporters: ['default', zephyr({ jobName: 'Nightly web tests' })] } })
 */
export function zephyr(
  options: ZephyrReporterOptions = {},
): [reporter: '@zephyr-reporters/vitest', options: Record<string, unknown>] {
  return ['@zephyr-reporters/vitest', { ...options }]
}
