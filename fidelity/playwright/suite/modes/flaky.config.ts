import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'flaky',
  retries: 1,
  failOnFlakyTests: true,
  reporter: [['line'], ['json', { outputFile: 'counted.json' }], ['junit', { outputFile: 'own-junit.xml' }], ['@zephyr-reporters/playwright']],
})
