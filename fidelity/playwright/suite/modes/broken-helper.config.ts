import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'broken-helper',
  projects: [{ name: 'one' }, { name: 'two' }],
  reporter: [['line'], ['json', { outputFile: 'counted.json' }], ['junit', { outputFile: 'own-junit.xml' }], ['@zephyr-reporters/playwright']],
})
