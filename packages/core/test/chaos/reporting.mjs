// A reporter's run of one test, in a process of its own, to be killed. Says when it is ready, and ends the run at a message.
import { startReport } from '@zephyr-reporters/core/report'
import { runOf } from './results.mjs'

const [root, title] = process.argv.slice(2)
const report = await startReport({ runner: 'jest', run: () => runOf(root, title), cwd: root })
process.once('message', () => void report.end().then(() => process.disconnect()))
process.send('ready')
