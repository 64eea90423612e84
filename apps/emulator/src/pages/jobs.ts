import { jobPage, jobsPage } from '@zephyr-reporters/pages'
import { Hono } from 'hono'
import { found, idOf, offsetOf } from '../address.js'
import type { Env } from '../context.js'
import { isUnderWay } from '../runs.js'
import type { JobFilter } from '../store/queries.js'
import type { Detail } from '../store/rows.js'
import { releasesOf } from '../world.js'
import type { PageParts } from './page-parts.js'
import { jobView, projectAndRelease, runView } from './views.js'

/** Jobs on one page. */
const pageSize = 50
/** Runs of a page: as many as the chart shows. */
const runsSize = 60

/** All jobs, and one job with its runs. */
export function jobPages({ store, world, prefix, answer }: PageParts) {
  const app = new Hono<Env>()

  app.get('/', (c) => {
    const offset = offsetOf(c)
    const { text = '', status = '' } = c.req.query()
    const release = releasesOf(world).find(({ id }) => String(id) === c.req.query('release'))
    const filter = { text, outcome: outcomes.get(status), release: release?.id }
    const { total, jobs } = store.pages.jobPage(filter, offset, pageSize)
    const body = jobsPage({
      jobs: jobs.map((job) => jobView(job, world, prefix)),
      page: { total, offset, size: pageSize },
      filter: { text, status, release },
    })
    return answer(c, { title: 'Automation jobs', body, isUnderWay: jobs.some(({ runs }) => runs.some(isUnderWay)) })
  })

  app.get('/jobs/:id', (c) => {
    const job = found(store.job(idOf(c)), 'job', c)
    const offset = offsetOf(c)
    const { total, runs } = store.pages.runPage(job.id, offset, runsSize)
    const body = jobPage({
      id: job.id,
      name: job.detail.jobName,
      properties: propertiesOf(job.detail),
      runs: runs.map((run) => runView(run, prefix)),
      page: { total, offset, size: runsSize },
      sameName: store.pages.namesakesOf(job).map((id) => ({ id, href: `${prefix}/jobs/${id}` })),
    })
    const trail = [['Jobs', `${prefix}/`]] as const
    return answer(c, { title: job.detail.jobName, trail, body, isUnderWay: runs.some(isUnderWay) })
  })

  function propertiesOf(detail: Detail): [string, string][] {
    const { project, release } = projectAndRelease(detail, world)
    return Object.entries(detail).map(([name, value]) => {
      if (name === 'projectId') return [name, `${project} (${value})`]
      return [name, name === 'releaseId' ? `${release} (${value})` : String(value)]
    })
  }

  return app
}

const outcomes: ReadonlyMap<string, JobFilter['outcome']> = new Map([
  ['failed', 'failed'],
  ['passed', 'passed'],
  ['running', 'under-way'],
])
