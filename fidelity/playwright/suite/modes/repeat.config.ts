import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'repeat',
  repeatEach: 3,
  fullyParallel: true,
  projects: [{ name: 'web' }, { name: 'mobile' }],
  reporter: [['line'], ['json', { outputFile: 'counted.json' }], ['junit', { outputFile: 'own-junit.xml' }], ['@zephyr-reporters/playwright']],
})
