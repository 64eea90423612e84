import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'basic',
  globalSetup: './hook-hangs.ts',
  globalTimeout: 500,
  reporter: [['line'], ['json', { outputFile: 'counted.json' }], ['junit', { outputFile: 'own-junit.xml' }], ['@zephyr-reporters/playwright']],
})
