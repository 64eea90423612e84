// A delivery, or one sent again, in a process of its own, to be killed. Says when it is ready, and starts at a message.
import { createLog, deliver, findPending, loadSettings, resend } from '@zephyr-reporters/core'
import { environment, pace } from './environment.mjs'
import { writeResults } from './results.mjs'

const [root, url, title, what] = process.argv.slice(2)
const log = createLog({ level: 'silent' })
const act = what === 'resend' ? resendAll : deliverOne
const ready = what === 'resend' ? undefined : writeResults(root, title)
// Loaded before the clock starts, so that the kills spread over the delivery itself.
await Promise.all([import('ofetch'), fetch(url).catch(() => {})])
process.once('message', () => void act().then(() => process.disconnect()))
process.send('ready')

async function deliverOne() {
  const loaded = loadSettings({ runner: 'jest', cwd: root, env: environment(url) })
  await deliver({ file: ready.file, counts: ready.counts, loaded, log, pace })
}

async function resendAll() {
  const loaded = loadSettings({ runner: 'upload', cwd: root, env: environment(url) })
  for (const path of findPending(root)) await resend({ path, loaded, log, pace })
}
