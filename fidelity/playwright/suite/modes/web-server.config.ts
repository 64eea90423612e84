import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'basic',
  webServer: { command: 'node -e "process.exit(3)"', url: 'http://127.0.0.1:9/' },
  reporter: [['line'], ['json', { outputFile: 'counted.json' }], ['junit', { outputFile: 'own-junit.xml' }], ['@zephyr-reporters/playwright']],
})
