import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'basic',
  globalTeardown: './hook-throws-a-string.ts',
  reporter: [['line'], ['json', { outputFile: 'counted.json' }], ['junit', { outputFile: 'own-junit.xml' }], ['@zephyr-reporters/playwright']],
})
