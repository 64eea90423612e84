import type { ZephyrReporterOptions } from '@zephyr-reporters/core'

/**
 * This reporter as an entry of the runner's list, with its options checked and explained by the editor.
 *
 * @example
 * // playwright.config.ts
 * import { defineConfig } from '@playwright/test'
 * import { zephyr } from '@zephyr-reporters/playwright'
 *
 * export default defineConfig({ reporter: [['list'], zephyr({ jobName: 'Nightly web tests' })] })
 */
export function zephyr(
  options: ZephyrReporterOptions = {},
): [reporter: '@zephyr-reporters/playwright', options: Record<string, unknown>] {
  return ['@zephyr-reporters/playwright', { ...options }]
}
