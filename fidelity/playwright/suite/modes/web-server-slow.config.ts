import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'basic',
  webServer: { command: 'node -e "setTimeout(() => {}, 30000)"', url: 'http://127.0.0.1:9', timeout: 500 },
  reporter: [['line'], ['json', { outputFile: 'counted.json' }], ['junit', { outputFile: 'own-junit.xml' }], ['@zephyr-reporters/playwright']],
})
