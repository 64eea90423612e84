import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { readChangedJob, readId, readIds, readNewJob } from './details.js'
import { lookups } from './lookups.js'
import { pages } from './pages.js'
import { Refusal } from './refusal.js'
import { startEngine } from './runs.js'
import { listedJob, progress, savedJob, scheduledRun, storedJob } from './shapes.js'
import { openStore } from './store.js'
import { readUpload } from './upload.js'
import { defaultWorld, type World } from './world.js'

export interface EmulatorOptions {
  /** Default: a free one. */
  port?: number
  /** Default `127.0.0.1`. */
  host?: string
  /** SQLite file that keeps everything; default: memory. */
  file?: string
  /** Accepted as Bearer token. Default `emulator-token`. */
  token?: string
  /** A token without permission: answers 403. Default `no-permission`. */
  deniedToken?: string
  /** Accepted by Basic authentication. Defaults `admin` and `admin`. */
  username?: string
  password?: string
  /** Milliseconds a run stays `new`, then `queued`. Defaults 50 and 50. */
  newMs?: number
  queuedMs?: number
  /** A path before `/flex`, such as `/zephyr`. */
  prefix?: string
  /** Minutes east of UTC of the server's midnight. Default 0. */
  zone?: number
  /** Projects, releases and folders. Default: a small world. */
  world?: World
  /** Refuse project and release ids that the world does not know. Default false. */
  strictWorld?: boolean
}

export type Emulator = Awaited<ReturnType<typeof startEmulator>>

/** Starts an emulator of the Zephyr server's automation jobs and answers its address once it listens. */
export async function startEmulator(options: EmulatorOptions = {}) {
  const { host = '127.0.0.1', file, token = 'emulator-token', username = 'admin', password = 'admin' } = options
  const { deniedToken = 'no-permission', zone = 0, world = defaultWorld, strictWorld = false } = options
  const prefix = (options.prefix ?? '').replace(/\/+$/, '')
  const folder = file ? `${file}.uploads` : mkdtempSync(join(tmpdir(), 'zephyr-emulator-'))
  mkdirSync(folder, { recursive: true })
  const store = openStore(file)
  const engine = startEngine(store, { newFor: options.newMs ?? 50, queuedFor: options.queuedMs ?? 50 })
  let uploads = 0

  const basic = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const rest = new Hono<{ Bindings: HttpBindings }>()
  rest.use(async (c, next) => {
    const given = c.req.header('authorization') ?? ''
    if (given === `Bearer ${deniedToken}`) throw new Refusal(403, 'You have no permission for this operation.')
    if (given !== `Bearer ${token}` && given !== basic) {
      const message = JSON.stringify({ errorCode: 401, message: 'Authentication token is missing or not valid.' })
      return c.json({ message }, 401)
    }
    await next()
  })

  const upload = (c: Context<{ Bindings: HttpBindings }>) =>
    readUpload(c.env.incoming, folder, `${Date.now()}-${process.pid}-${++uploads}`)
  const known = ({ projectId, releaseId }: { projectId: number; releaseId: number }) => {
    if (!strictWorld) return
    const project = world.projects.find(({ id }) => id === projectId)
    if (!project) throw new Refusal(400, `There is no project ${projectId}.`)
    if (!project.releases.some(({ id }) => id === releaseId))
      throw new Refusal(400, `Project ${projectId} has no release ${releaseId}.`)
  }
  const run = (job: Parameters<typeof store.addRun>[0]) => {
    const added = store.addRun(job)
    engine.schedule(added)
    return added
  }
  const jobOf = (id: number) => {
    const job = store.job(id)
    if (!job) throw new Refusal(400, `There is no automation job ${id}.`)
    return job
  }

  const automation = '/upload-file/automation'
  for (const version of ['/v3', '/v4', '/latest']) {
    rest.post(`${version}${automation}/create-job-detail`, async (c) => {
      const { file, detail } = await upload(c)
      const read = readNewJob(detail)
      known(read)
      return c.json(savedJob(store.addJob(read, file)))
    })
    rest.post(`${version}${automation}/execute-job`, async (c) => {
      const jobs = readIds(await c.req.text()).map(jobOf)
      return c.json(jobs.map((job) => scheduledRun(run(job))))
    })
    rest.post(`${version}${automation}/create-and-execute-job`, async (c) => {
      const { file, detail } = await upload(c)
      const read = readNewJob(detail)
      known(read)
      return c.json(scheduledRun(run(store.addJob(read, file))))
    })
    rest.post(`${version}${automation}/update-execute-job`, async (c) => {
      const { file, detail } = await upload(c)
      const { job, detail: changed } = readChangedJob(detail, store.job)
      known(changed)
      const updated = store.updateJob(job.id, changed, file)
      run(updated)
      return c.json(savedJob(updated))
    })
    rest.get(`${version}${automation}/schedule/get-latest-job-progress`, (c) => {
      const job = jobOf(readId(c.req.query('jobid'), 'jobid'))
      const latest = store.runsOf(job.id).at(-1)
      if (!latest) throw new Refusal(400, `Automation job ${job.id} has never run.`)
      return c.json(progress(latest))
    })
    rest.post(`${version}${automation}/cancel/:id`, (c) => {
      const id = readId(c.req.param('id'), 'The run’s id')
      const found = store.run(id)
      if (!found) throw new Refusal(400, `There is no run ${id}. (cancel wants the id of a run, not of a job.)`)
      if (found.status === 'new' || found.status === 'queued') store.setStatus(id, 'cancelled')
      return c.json(true)
    })
    rest.get(`${version}${automation}/file-upload-job/list`, (c) => {
      const asked = {
        projectId: readId(c.req.query('projectId'), 'projectId'),
        releaseId: readId(c.req.query('releaseId'), 'releaseId'),
      }
      known(asked)
      const jobs = store.jobsOf(asked.projectId, asked.releaseId)
      return c.json(jobs.map((job) => listedJob(job, store.runsOf(job.id), zone)))
    })
    rest.get(`${version}/automation/job/detail`, (c) =>
      c.json(storedJob(jobOf(readId(c.req.query('jobid'), 'jobid')), zone)),
    )
    rest.post(`${version}/automation/job/delete`, async (c) => {
      const jobs = readIds(await c.req.text()).map(jobOf)
      store.deleteJobs(jobs.map(({ id }) => id))
      return c.body(null, 200)
    })
    rest.route(version, lookups(store, world, username))
  }

  const app = new Hono<{ Bindings: HttpBindings }>()
  app.route(`${prefix}/flex/services/rest`, rest)
  app.route(prefix || '/', pages(store, world))
  const refuse = (error: Error, c: Context) => {
    const status = error instanceof Refusal ? error.status : 500
    // Sent back while an upload may still be under way: the rest of it is not wanted.
    return c.json({ errorCode: status, errorMsg: error.message }, status)
  }
  rest.onError(refuse)
  app.onError(refuse)
  app.notFound((c) => c.json({ errorCode: 404, errorMsg: `Nothing at ${c.req.path}.` }, 404))

  const server = createAdaptorServer({ fetch: app.fetch })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, host, resolve)
  })
  const { port } = server.address() as AddressInfo

  return {
    /** The address to set as `ZEPHYR_URL`. */
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}${prefix}`,
    port,
    token,
    deniedToken,
    username,
    password,
    jobs: store.jobs,
    /** Of one job, oldest first; without a job all. */
    runs: (job?: number) => (job === undefined ? store.runs() : store.runsOf(job)),
    /** What a run recorded; of a job: its latest run. */
    records: ({ runId, jobId }: { runId?: number; jobId?: number }) =>
      store.records(runId ?? store.runsOf(jobId ?? 0).at(-1)?.id ?? 0),
    /** How a cycle's test cases stand now. */
    executions: store.executions,
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      })
      await engine.stop()
      store.close()
      if (!file) rmSync(folder, { recursive: true, force: true })
    },
  }
}
