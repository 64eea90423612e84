import { defineConfig } from '@playwright/test'

// BLOB=1: shards leave blobs, and the merge delivers. Otherwise shards leave result files, and `npm run deliver` does.
const [, shard = '1'] = /--shard=(\d+)/.exec(process.argv.join(' ')) ?? []

export default defineConfig({
  testDir: 'tests',
  reporter: process.env.BLOB
    ? [['blob', { fileName: `shard-${shard}.zip` }], ['@zephyr-reporters/playwright']]
    : [['list'], ['@zephyr-reporters/playwright']],
})
