import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'slow',
  workers: 1,
  globalTimeout: 20_000,
  reporter: [['line'], ['json', { outputFile: 'counted.json' }], ['junit', { outputFile: 'own-junit.xml' }], ['@zephyr-reporters/playwright']],
})
