import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { readChangedJob, readId, readIds, readNewJob } from './details.js'
import { lookups } from './lookups.js'
import { pages } from './pages.js'
import { Refusal } from './refusal.js'
import { startEngine } from './runs.js'
import { listedJob, progress, savedJob, scheduledRun, storedJob } from './shapes.js'
import { openStore } from './store.js'
import { readUpload, type Upload } from './upload.js'
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

export type Emulator = Awaited<ReturnType<typeof startServer>>

export async function startServer(options: EmulatorOptions) {
  const { host = '127.0.0.1', file, token = 'emulator-token', username = 'admin', password = 'admin' } = options
  const { deniedToken = 'no-permission', zone = 0, world = defaultWorld, strictWorld = false } = options
  const prefix = (options.prefix ?? '').replace(/^\/*(?=.)/, '/').replace(/\/+$/, '')
  const store = openStore(file)
  const folder = file ? `${resolve(file)}.uploads` : mkdtempSync(join(tmpdir(), 'zephyr-emulator-'))
  mkdirSync(folder, { recursive: true })
  /** Uploaded files go once neither a job nor a run to come reads them. */
  const tidy = (path: string) => {
    if (!store.needs(path)) rmSync(path, { force: true })
  }
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

  /** Reads an upload and keeps what `keep` makes of it; refused, its file goes. */
  const upload = async <T>(c: Context<{ Bindings: HttpBindings }>, keep: (upload: Upload) => T): Promise<T> => {
    const received = await readUpload(c.env.incoming, folder, `${Date.now()}-${process.pid}-${++uploads}`)
    try {
      return keep(received)
    } finally {
      tidy(received.file.path)
    }
  }
  const ids = async (c: Context<{ Bindings: HttpBindings }>) => {
    const type = c.req.header('content-type') ?? 'nothing'
    if (!/^application\/json\b/i.test(type)) throw new Refusal(400, `Expected application/json, not ${type}.`)
    return readIds(await c.req.text())
  }
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
    const create = ({ file, detail }: Upload) => {
      const read = readNewJob(detail)
      known(read)
      return store.addJob(read, file)
    }
    rest.post(`${version}${automation}/create-job-detail`, async (c) => c.json(savedJob(await upload(c, create))))
    rest.post(`${version}${automation}/execute-job`, async (c) => {
      const jobs = (await ids(c)).map(jobOf)
      return c.json(jobs.map((job) => scheduledRun(run(job))))
    })
    rest.post(`${version}${automation}/create-and-execute-job`, async (c) =>
      c.json(scheduledRun(await upload(c, (received) => run(create(received))))),
    )
    rest.post(`${version}${automation}/update-execute-job`, async (c) => {
      const updated = await upload(c, ({ file, detail }) => {
        const { job, detail: changed } = readChangedJob(detail, store.job)
        known(changed)
        const after = store.updateJob(job.id, changed, file)
        run(after)
        tidy(job.file)
        return after
      })
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
      const jobs = (await ids(c)).map(jobOf)
      store.deleteJobs(jobs.map(({ id }) => id))
      for (const job of jobs) tidy(job.file)
      return c.body(null, 200)
    })
    rest.route(version, lookups(store, world, username))
  }

  const app = new Hono<{ Bindings: HttpBindings }>({ strict: false })
  app.route(`${prefix}/flex/services/rest`, rest)
  app.route(prefix || '/', pages(store, world, prefix))
  const refuse = (error: Error, c: Context) => {
    const status = error instanceof Refusal ? error.status : 500
    return c.json({ errorCode: status, errorMsg: error.message }, status)
  }
  rest.onError(refuse)
  app.onError(refuse)
  app.notFound((c) => c.json({ errorCode: 404, errorMsg: `Nothing answers ${c.req.method} ${c.req.path}.` }, 404))

  const server = createAdaptorServer({ fetch: app.fetch })
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(options.port ?? 0, host, resolve)
    })
  } catch (error) {
    store.close()
    if (!file) rmSync(folder, { recursive: true, force: true })
    throw cannotListen(error, host, options.port)
  }
  // Only now: the file's unfinished runs belong to whoever listens.
  const engine = startEngine(store, { newFor: options.newMs ?? 50, queuedFor: options.queuedMs ?? 50 }, (ended) =>
    tidy(ended.file),
  )
  for (const left of readdirSync(folder)) tidy(join(folder, left))
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

function cannotListen(error: unknown, host: string, port = 0): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const why =
    code === 'EADDRINUSE'
      ? 'something listens there already'
      : code === 'EACCES'
        ? 'not allowed'
        : error instanceof Error
          ? error.message
          : String(error)
  return new Error(`Cannot listen at ${host}:${port}: ${why}. Choose another port, or 0 for a free one.`, {
    cause: error,
  })
}
