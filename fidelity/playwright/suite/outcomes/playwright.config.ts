import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'tests',
  timeout: 30_000,
  workers: 2,
  projects: [{ name: 'm.obile' }],
  reporter: [['line'], ['json', { outputFile: 'counted.json' }], ['junit', { outputFile: 'own-junit.xml' }], ['@zephyr-reporters/playwright']],
})
