import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'basic',
  globalSetup: './hook-throws-while-loaded.ts',
  reporter: [['line'], ['json', { outputFile: 'counted.json' }], ['junit', { outputFile: 'own-junit.xml' }], ['@zephyr-reporters/playwright']],
})
