import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: '.',
  reporter: [['list'], ['@zephyr-reporters/playwright']],
  use: {
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: process.env.CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] },
  },
})
