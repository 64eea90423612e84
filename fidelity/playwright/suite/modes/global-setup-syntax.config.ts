import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'basic',
  globalSetup: './hook-with-syntax-error.ts',
  reporter: [['line'], ['json', { outputFile: 'counted.json' }], ['junit', { outputFile: 'own-junit.xml' }], ['@zephyr-reporters/playwright']],
})
