import { defineConfig } from '@playwright/test'

export default defineConfig({
  workers: 2,
  reporter: [['line'], ['json', { outputFile: 'counted.json' }], ['junit', { outputFile: 'own-junit.xml' }], ['@zephyr-reporters/playwright']],
  projects: [
    { name: 'setup', testDir: 'setup', testMatch: 'prepare.ts', teardown: 'cleanup' },
    { name: 'cleanup', testDir: 'setup', testMatch: 'cleanup.ts' },
    { name: 'web', testDir: 'tests', dependencies: ['setup'] },
    { name: 'mobile', testDir: 'tests', dependencies: ['setup'] },
    { name: 'app', testDir: 'mobile', use: {} },
    { testDir: 'mobile' },
    { testDir: 'mobile', use: { locale: 'de' } },
    { name: 'bad setup', testDir: 'setup', testMatch: 'bad.ts', teardown: 'bad cleanup' },
    { name: 'bad cleanup', testDir: 'setup', testMatch: 'after-bad.ts' },
    { name: 'orphans', testDir: 'orphans', dependencies: ['bad setup'] },
    { name: 'grandchildren', testDir: 'orphans', dependencies: ['orphans'] },
  ],
})
