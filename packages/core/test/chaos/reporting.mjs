// A reporter's run of one test, in a process of its own, to be killed. Says when it is ready, and ends the run when told.
import { join } from 'node:path'
import { startReport } from '@zephyr-reporters/core/report'

const [root, title] = process.argv.slice(2)
const test = {
  file: join(root, 'a.test.js'),
  titles: [title],
  position: [0],
  outcome: 'passed',
  duration: 1,
  failures: [],
}
const run = () => ({ runner: 'jest', root, startedAt: new Date(), tests: [test] })
const report = await startReport({ runner: 'jest', run, cwd: root })
process.once('message', () => void report.end().then(() => process.disconnect()))
process.send('ready')
