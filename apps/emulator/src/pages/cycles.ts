import { type CycleView, cyclePage, cyclesPage } from '@zephyr-reporters/pages'
import { Hono } from 'hono'
import { found, idOf, offsetOf } from '../address.js'
import type { Env } from '../context.js'
import { midnight } from '../shapes.js'
import type { Cycle } from '../store/cycles.js'
import type { PageParts } from './page-parts.js'
import { projectAndRelease, runView } from './views.js'

/** Cycles on one page. */
const pageSize = 50
/** Runs of a cycle that its page lists. */
const shownRuns = 100

/** All cycles, and one with its progress. */
export function cyclePages({ store, world, prefix, answer }: PageParts) {
  const app = new Hono<Env>()

  app.get('/cycles', (c) => {
    const offset = offsetOf(c)
    const { total, cycles } = store.cyclePage(offset, pageSize)
    const body = cyclesPage({ cycles: cycles.map(cycleView), page: { total, offset, size: pageSize } })
    return answer(c, { title: 'Cycles', body })
  })

  app.get('/cycles/:id', (c) => {
    const cycle = found(store.cycle(idOf(c)), 'cycle', c)
    const days = store.pages.cycleProgress(cycle.id).days.map(({ day, runs, recorded, failed }) => ({
      ...{ day, runs },
      tally: { passed: recorded - failed, failed },
    }))
    const runs = store.pages
      .runsOfCycle(cycle.id, shownRuns)
      .map((run) => ({ ...runView(run, prefix), jobName: run.detail.jobName }))
    return answer(c, {
      title: cycle.name,
      trail: [['Cycles', `${prefix}/cycles`]],
      body: cyclePage({ cycle: cycleView(cycle), days, runs }),
    })
  })

  function cycleView({ id, name, project, release, starts, ends, phases, environment }: Cycle): CycleView {
    const { passed, failed, other } = store.pages.cycleProgress(id)
    return {
      ...{ id, name, tally: { passed, failed, other } },
      href: `${prefix}/cycles/${id}`,
      release: projectAndRelease({ projectId: project, releaseId: release }, world).release,
      from: midnight(starts, 0),
      to: midnight(ends, 0),
      phase: phases.map((phase) => phase.name).join(', '),
      environment: environment ?? undefined,
    }
  }

  return app
}
