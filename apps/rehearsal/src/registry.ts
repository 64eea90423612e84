import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Registry {
  url: string
  close(): void
}

const verdaccio = join(import.meta.dirname, '../node_modules/.bin/verdaccio')

/**
 * A registry on this machine that takes our packages from anybody and gets all others from the registry that npm is
 * set up with. Its files and its log are in `folder`.
 */
export async function startRegistry(folder: string, upstream: string): Promise<Registry> {
  mkdirSync(folder, { recursive: true })
  const port = await freePort()
  const config = join(folder, 'verdaccio.yaml')
  writeFileSync(config, configuration(join(folder, 'storage'), upstream))
  const child = spawn(verdaccio, ['--config', config, '--listen', `127.0.0.1:${port}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const log = createWriteStream(join(folder, 'verdaccio.log'))
  child.stdout.pipe(log)
  child.stderr.pipe(log)
  const url = `http://127.0.0.1:${port}`
  await untilUp(url, child)
  return { url, close: () => child.kill() }
}

function configuration(storage: string, upstream: string): string {
  return `storage: ${JSON.stringify(storage)}
uplinks:
  npm:
    url: ${JSON.stringify(upstream)}
    cache: false
    timeout: 60s
    maxage: 60m
    max_fails: 100
packages:
  '@zephyr-reporters/*':
    access: $all
    publish: $all
    unpublish: $all
  '**':
    access: $all
    proxy: npm
max_body_size: 100mb
log: { type: stdout, format: pretty, level: warn }
`
}

async function untilUp(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`Verdaccio ended with ${child.exitCode}; see its log`)
    const answer = await fetch(`${url}/-/ping`).catch(() => undefined)
    if (answer?.ok) return
    await sleep(200)
  }
  throw new Error('Verdaccio did not come up in a minute; see its log')
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.on('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address && typeof address === 'object' ? done(address.port) : fail(new Error('no port'))))
    })
  })
}
