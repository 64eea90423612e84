import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'environments',
  reporter: [['line'], ['json', { outputFile: 'counted.json' }], ['junit', { outputFile: 'own-junit.xml' }], ['@zephyr-reporters/playwright']],
})
