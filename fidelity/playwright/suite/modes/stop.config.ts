import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'stop',
  workers: 2,
  maxFailures: 1,
  reporter: [['line'], ['json', { outputFile: 'counted.json' }], ['junit', { outputFile: 'own-junit.xml' }], ['@zephyr-reporters/playwright']],
})
