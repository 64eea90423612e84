import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'repeat',
  repeatEach: 2,
  fullyParallel: true,
  projects: [{ name: 'web' }],
  reporter: [['line'], ['json', { outputFile: 'counted.json' }], ['junit', { outputFile: 'own-junit.xml' }], ['@zephyr-reporters/playwright']],
})
