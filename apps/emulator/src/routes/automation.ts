import { rmSync } from 'node:fs'
import { Hono } from 'hono'
import type { Env, Parts, Request } from '../context.js'
import { readChangedJob, readId, readIds, readNewJob } from '../details.js'
import { timesOf } from '../habits/steps.js'
import { assertResultFile } from '../limits.js'
import { Refusal } from '../refusal.js'
import { listedJob, progress, savedJob, scheduledRun, storedJob } from '../shapes.js'
import type { JobRow, RunRow } from '../store/rows.js'
import { readUpload, type Upload } from '../upload.js'
import { admission } from './admission.js'
import { performing, reading } from './faults.js'
import { operationOf } from './operations.js'

let uploads = 0

/** The nine operations of the vendor's reference, below one version in the path. */
export function automation(parts: Parts) {
  const { store, views, habits, zone, folder, tidy } = parts
  const app = new Hono<Env>()
  const shown = () => habits.current.shown
  const { assertPlace, assertDetail } = admission(parts)

  const jobOf = (id: number): JobRow => {
    const job = store.job(id)
    if (!job) throw new Refusal(400, `There is no automation job ${id}.`)
    return job
  }
  const start = (c: Request, job: JobRow): RunRow => {
    const run = store.addRun(job, operationOf(c.req.path) ?? null)
    c.set('run', run.id)
    parts.engine().schedule(run)
    return run
  }
  const create = ({ file, detail }: Upload): JobRow => {
    const read = readNewJob(detail)
    assertDetail(read)
    return store.addJob(read, file)
  }
  const update = ({ file, detail }: Upload): JobRow => {
    const { job, detail: changed } = readChangedJob(detail, store.job)
    assertDetail(changed)
    const updated = store.updateJob(job.id, changed, file)
    tidy(job.file)
    return updated
  }
  /** An uploading operation: `keep` makes the job of it, then `run` may start a run. */
  async function uploading<Result>(
    c: Request,
    keep: (upload: Upload) => JobRow,
    run: (job: JobRow, c: Request) => Result,
    shape: (result: Result) => object,
  ): Promise<Response> {
    const received = await readUpload(c.env.incoming, folder, `${Date.now()}-${process.pid}-${++uploads}`)
    if (timesOf(c.var.fault).keep === undefined) rmSync(received.file.path, { force: true })
    const kept = () => {
      try {
        assertResultFile(received.file, habits.current)
        const job = keep(received)
        c.set('job', job.id)
        return job
      } finally {
        // A refused upload leaves no file.
        tidy(received.file.path)
      }
    }
    return performing(c, parts, { keep: kept, run: (job) => run(job, c) }, (result) => c.json(shape(result)))
  }
  const startAndShow = (job: JobRow, c: Request) => ({ job, run: start(c, job) })

  const base = '/upload-file/automation'
  app.post(`${base}/create-job-detail`, (c) => uploading(c, create, (job) => job, savedJob))
  app.post(`${base}/create-and-execute-job`, (c) =>
    uploading(c, create, startAndShow, ({ run }) => scheduledRun(run, shown())),
  )
  app.post(`${base}/update-execute-job`, (c) => uploading(c, update, startAndShow, ({ job }) => savedJob(job)))
  app.post(`${base}/execute-job`, async (c) => {
    const ids = await idsOf(c)
    const keep = () => {
      const jobs = ids.map(jobOf)
      for (const job of jobs) assertPlace(job.detail)
      c.set('job', ids.length === 1 ? ids[0] : undefined)
      return jobs
    }
    const steps = { keep, run: (jobs: JobRow[]) => jobs.map((job) => start(c, job)) }
    return performing(c, parts, steps, (runs) => c.json(runs.map((run) => scheduledRun(run, shown()))))
  })
  app.post(`${base}/cancel/:id`, (c) => {
    const id = readId(c.req.param('id'), 'The run’s id')
    const keep = () => {
      c.set('run', id)
      const found = store.run(id)
      if (!found) throw new Refusal(400, `There is no run ${id}. (cancel wants the id of a run, not of a job.)`)
      if (found.status === 'new' || found.status === 'queued') store.setStatus(id, 'cancelled')
    }
    return performing(c, parts, { keep, run: () => true }, (cancelled) => c.json(cancelled))
  })
  app.post('/automation/job/delete', async (c) => {
    const ids = await idsOf(c)
    const keep = () => {
      const jobs = ids.map(jobOf)
      store.deleteJobs(ids)
      for (const job of jobs) tidy(job.file)
    }
    return performing(c, parts, { keep, run: () => undefined }, () => c.body(null, 200))
  })

  app.get(`${base}/schedule/get-latest-job-progress`, (c) =>
    reading(c, parts, () => {
      const { id } = jobOf(readId(c.req.query('jobid'), 'jobid'))
      c.set('job', id)
      const latest = views.latestRun(id)
      if (!latest) throw new Refusal(400, `Automation job ${id} has never run.`)
      return c.json({ ...progress(latest, shown()), page: pageOf(c.req.url, latest.id) })
    }),
  )
  app.get(`${base}/file-upload-job/list`, (c) =>
    reading(c, parts, () => {
      const projectId = readId(c.req.query('projectId'), 'projectId')
      const releaseId = readId(c.req.query('releaseId'), 'releaseId')
      assertPlace({ projectId, releaseId })
      const jobs = views.listed(projectId, releaseId)
      return c.json(jobs.map(({ job, latest }) => listedJob(job, latest, zone, shown())))
    }),
  )
  app.get('/automation/job/detail', (c) =>
    reading(c, parts, () => {
      const id = readId(c.req.query('jobid'), 'jobid')
      const job = views.detail(id)
      c.set('job', id)
      if (!job) throw new Refusal(400, `There is no automation job ${id}.`)
      return c.json(storedJob(job, zone, shown()))
    }),
  )
  return app
}

async function idsOf(c: Request): Promise<number[]> {
  const type = c.req.header('content-type') ?? 'nothing'
  if (!/^application\/json\b/i.test(type)) throw new Refusal(400, `Expected application/json, not ${type}.`)
  return readIds(await c.req.text())
}

/** Not Zephyr's: the address of the run's own page here, so that clients can show it. */
const pageOf = (url: string, run: number) => `${url.slice(0, url.indexOf('/flex/'))}/runs/${run}`
