import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'bail',
  workers: 1,
  maxFailures: 2,
  reporter: [['line'], ['json', { outputFile: 'counted.json' }], ['junit', { outputFile: 'own-junit.xml' }], ['@zephyr-reporters/playwright']],
})
