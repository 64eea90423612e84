// A delivery in a process of its own, to be killed. Says when it is ready, and starts when told.
import { join } from 'node:path'
import { createLog, deliver, loadSettings, writeResultFile } from '@zephyr-reporters/core'
import { environment } from './environment.mjs'

const [root, url] = process.argv.slice(2)
const file = join(root, 'jest.xml')
const test = {
  file: join(root, 'a.test.js'),
  titles: ['t'],
  position: [0],
  outcome: 'passed',
  duration: 1,
  failures: [],
}
const { counts } = writeResultFile(file, { runner: 'jest', root, startedAt: new Date(0), tests: [test] })
const loaded = loadSettings({ runner: 'jest', cwd: root, env: environment(url) })
// Loaded before the clock starts, so that the kills spread over the delivery itself.
await Promise.all([import('ofetch'), fetch(url).catch(() => {})])
process.once(
  'message',
  () => void deliver({ file, counts, loaded, log: createLog({ level: 'silent' }) }).then(() => process.disconnect()),
)
process.send('ready')
