// Two reporters' runs at once in one folder, killed in the middle, and what stands on the server once all was sent again.
import { fork } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog, findPending, loadSettings, resend } from '@zephyr-reporters/core'
import { startEmulator } from '@zephyr-reporters/emulator'
import { environment, secret } from './environment.mjs'

const silent = createLog({ level: 'silent' })
/** So fast that 10 minutes after the POST have passed for the one who sends again. */
const pace = 0.02

/**
 * @param {{ after?: number, both?: boolean }} how Milliseconds until the first is killed, and the second too; never where undefined.
 */
export async function killedTogether({ after, both = false }) {
  const emulator = await startEmulator({ token: secret, newMs: 2, queuedMs: 2 })
  const root = mkdtempSync(join(tmpdir(), 'zephyr-kill-together-'))
  const titles = ['first', 'second'].map((name) => `${name} ${Math.random()}`)
  const env = (title) => ({ ...environment(emulator.url), ZEPHYR_JOB_NAME: title.split(' ')[0], ZEPHYR_TIMEOUT: '10' })
  try {
    const children = titles.map((title) => start(root, title, env(title)))
    await Promise.all(children.map(({ ready }) => ready))
    const started = performance.now()
    for (const { child } of children) child.send('go')
    if (after !== undefined)
      setTimeout(() => {
        for (const { child } of both ? children : children.slice(0, 1)) child.kill('SIGKILL')
      }, after)
    await Promise.all(children.map(({ gone }) => gone))
    const ms = performance.now() - started
    await new Promise((resolve) => setTimeout(resolve, 50))
    const begun = titles.map((title) => recordOf(root, title))
    for (const path of findPending(root)) {
      const loaded = loadSettings({
        runner: 'upload',
        cwd: root,
        env: { ...environment(emulator.url), ZEPHYR_WAIT: '60' },
      })
      await Promise.all([1, 2].map(() => resend({ path, loaded, log: silent, pace })))
    }
    while (emulator.runs().some(({ status }) => status === 'new' || status === 'queued'))
      await new Promise((resolve) => setTimeout(resolve, 2))
    const sent = emulator.runs().map(({ id }) =>
      emulator
        .records({ runId: id })
        .map(({ name }) => name)
        .join(),
    )
    const runs = titles.map((title) => sent.filter((name) => name === title).length)
    return {
      ms,
      begun,
      runs,
      others: sent.filter((name) => !titles.includes(name)).length,
      pending: findPending(root).length,
    }
  } finally {
    await emulator.close()
    rmSync(root, { recursive: true, force: true })
  }
}

function start(root, title, env) {
  const { PATH = '', HOME = '' } = process.env
  const options = { execArgv: [], stdio: 'ignore', cwd: root, env: { PATH, HOME, ...env } }
  const child = fork(join(import.meta.dirname, 'reporting.mjs'), [root, title], options)
  return {
    child,
    ready: new Promise((resolve) => child.once('message', resolve)),
    gone: new Promise((resolve) => child.once('exit', resolve)),
  }
}

/** What the delivery of this title has beside its file: `pending`, `receipt`, both (never), or nothing. */
function recordOf(root, title) {
  const folder = join(root, 'zephyr-results/deliveries')
  const names = existsSync(folder) ? readdirSync(folder) : []
  return names
    .filter((name) => name.endsWith('.xml') && readFileSync(join(folder, name), 'utf8').includes(title))
    .flatMap((name) => names.filter((other) => other !== name && other.startsWith(name.replace('xml', ''))))
    .map((name) => /\.(pending|receipt)\.json$/.exec(name)?.[1])
    .filter((kind) => kind !== undefined)
    .join()
}
