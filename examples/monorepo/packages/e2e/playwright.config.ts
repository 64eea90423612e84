import { defineConfig } from '@playwright/test'

export default defineConfig({ testDir: 'test', reporter: [['list'], ['@zephyr-reporters/playwright']] })
