import { lookup } from 'node:dns/promises'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { missingForDelivery, optionNames, options, proxyFor, resultFilePath, ZephyrError } from '@zephyr-reporters/core'
import type { Action } from '../program.js'
import { type Context, clientOf, contextOf, print, printJson } from './context.js'
import { colored } from './table.js'

interface Check {
  what: string
  state: 'fine' | 'wrong' | 'skipped' | 'note'
  says: string
}

/** Looks at one thing after another, and stops asking the server where an earlier answer makes it useless. */
export const doctor: Action = async (invocation) => {
  const context = await contextOf(invocation)
  const checks: Check[] = [node(), ...runners(), ...optionChecks(context), output(context)]
  for await (const check of serverChecks(context)) checks.push(check)
  if (context.json) printJson(checks)
  else print(checks.map(({ what, state, says }) => `${mark(state)} ${what}: ${says}`).join('\n'))
  if (!checks.some(({ state }) => state === 'wrong')) return 0
  return checks.some(({ what, state }) => state === 'wrong' && what === 'options') ? 2 : 1
}

const mark = (state: Check['state']) =>
  state === 'fine'
    ? colored('green', 'ok  ')
    : state === 'wrong'
      ? colored('red', 'FAIL')
      : state === 'note'
        ? 'note'
        : '–   '

function node(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const fine = major > 20 || (major === 20 && minor >= 19)
  return {
    what: 'Node',
    state: fine ? 'fine' : 'wrong',
    says: fine ? process.version : `${process.version}; the reporters need 20.19 or newer`,
  }
}

function runners(): Check[] {
  const versionOf = (name: string): string | undefined => {
    const path = join(process.cwd(), 'node_modules', name, 'package.json')
    return existsSync(path) ? String(JSON.parse(readFileSync(path, 'utf8')).version) : undefined
  }
  return [
    ['jest', 'jest'],
    ['vitest', 'vitest'],
    ['@playwright/test', 'playwright'],
  ].flatMap(([runner = '', reporter = '']): Check[] => {
    const version = versionOf(runner)
    const ours = versionOf(`@zephyr-reporters/${reporter}`)
    if (!version) return []
    const says = ours
      ? `${version}, with @zephyr-reporters/${reporter} ${ours}`
      : `${version}; its reporter is not installed: npm install --save-dev @zephyr-reporters/${reporter}`
    return [{ what: runner, state: ours ? 'fine' : 'note', says }]
  })
}

function optionChecks({ loaded }: Context): Check[] {
  const set = optionNames.filter((name) => loaded.sources[name].kind !== 'default')
  const isSecret = (name: string) => name === 'token' || name === 'password'
  const notes = set.map(
    (name): Check => ({
      what: `option ${name}`,
      state: 'note',
      says: `${isSecret(name) ? '***' : JSON.stringify(loaded.settings[name])} from ${loaded.sources[name].label}`,
    }),
  )
  const missing = missingForDelivery(loaded)
  const says =
    missing.length === 0
      ? 'all that a delivery needs is set'
      : `missing: ${missing.map(({ option, source }) => `${option} (${source})`).join(', ')}`
  return [...notes, { what: 'options', state: missing.length === 0 ? 'fine' : 'wrong', says }]
}

function output({ loaded: { settings } }: Context): Check {
  const folder = dirname(
    resultFilePath({ root: settings.root ?? process.cwd(), runner: 'upload' }, settings.outputFile),
  )
  let existing = folder
  while (!existsSync(existing)) existing = dirname(existing)
  try {
    accessSync(existing, constants.W_OK)
    return { what: 'results folder', state: 'fine', says: `${folder} can be written` }
  } catch {
    return {
      what: 'results folder',
      state: 'wrong',
      says: `${existing} may not be written: set ${options.outputFile.variable} to a place that can be`,
    }
  }
}

async function* serverChecks(context: Context): AsyncGenerator<Check> {
  const { settings, env } = context.loaded
  if (!settings.url) return yield { what: 'server', state: 'skipped', says: 'no ZEPHYR_URL' }
  const url = new URL(settings.url)
  const proxy = proxyFor(url, env)
  if (proxy) yield { what: 'proxy', state: 'note', says: `through ${proxy.host}` }
  else {
    const host = url.hostname.replace(/^\[|\]$/g, '')
    const address = await lookup(host).catch(() => undefined)
    if (!address)
      return yield { what: 'DNS', state: 'wrong', says: `${host} was not found: check ZEPHYR_URL, or set HTTPS_PROXY` }
    yield { what: 'DNS', state: 'fine', says: `${host} is ${address.address}` }
    const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
    const failure = await tryPort(address.address, port)
    if (failure)
      return yield {
        what: 'TCP',
        state: 'wrong',
        says: `port ${port} of ${host}: ${failure}. Check the port, the firewall, or set HTTPS_PROXY`,
      }
    yield { what: 'TCP', state: 'fine', says: `port ${port} answers` }
  }
  if (!settings.token && !(settings.username && settings.password))
    return yield { what: 'token', state: 'wrong', says: 'none set: ZEPHYR_TOKEN' }
  const { projectId, releaseId } = settings
  if (!projectId || !releaseId) return yield { what: 'permissions', state: 'skipped', says: 'no project and release' }
  const client = clientOf(context)
  try {
    const jobs = await client.listJobs({ projectId, releaseId })
    yield { what: 'token', state: 'fine', says: 'accepted' }
    yield { what: 'project and release', state: 'fine', says: `readable, with ${jobs.length} automation jobs` }
    if (settings.jobName === undefined) return
    const named = jobs.filter(({ jobName }) => jobName === settings.jobName)
    const says =
      named.length === 0
        ? 'none yet: it will be created'
        : named.length === 1
          ? `job ${named[0]?.id} will be updated`
          : `${named.length} of that name; the newest will be updated: ${Math.max(...named.map(({ id }) => id))}`
    yield { what: `job "${settings.jobName}"`, state: named.length > 1 ? 'note' : 'fine', says }
  } catch (error) {
    if (!(error instanceof ZephyrError)) throw error
    yield {
      what: error.status === 401 ? 'token' : error.status === undefined ? 'connection' : 'permissions',
      state: 'wrong',
      says: error.message,
    }
  }
}

function tryPort(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 5000 })
    const end = (failure?: string) => {
      socket.destroy()
      resolve(failure)
    }
    socket.once('connect', () => end())
    socket.once('timeout', () => end('no answer within 5 seconds'))
    socket.once('error', (error) => end(error.message))
  })
}
