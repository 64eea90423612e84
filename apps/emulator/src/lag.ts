import type { Changes } from './changes.js'
import type { Clock } from './clock.js'
import type { HabitsEngine } from './habits/engine.js'
import type { JobRow, RunRow } from './store/rows.js'
import type { Store } from './store/store.js'

/** A job and its latest run as they stood from some moment on; without a job: it was deleted. */
interface Snapshot {
  at: number
  job: JobRow | undefined
  latest: RunRow | undefined
}

/** The store as a lagging server shows it. */
export type Views = ReturnType<typeof createViews>

/** The jobs and their latest runs as a lagging server shows them: as they stood a lag (`habits.lag`, seconds) ago. */
export function createViews(store: Store, clock: Clock, habits: HabitsEngine, changes: Changes) {
  let past: Map<number, Snapshot[]> | undefined
  const longest = () => Math.max(...Object.values(habits.current.lag))
  const snapshot = (id: number, at: number): Snapshot => ({ at, job: store.job(id), latest: store.latestRun(id) })

  const remember = () => {
    if (longest() === 0) past = undefined
    else if (!past) past = new Map(store.jobs().map(({ id }) => [id, [snapshot(id, Number.NEGATIVE_INFINITY)]]))
  }
  remember()
  habits.onChange(remember)
  const ended = new Map<number, number>()
  changes.on(({ job, run, status }) => {
    if (run !== undefined && status !== 'new' && status !== 'queued') ended.set(run, clock.now())
    if (!past) return
    const kept = past.get(job) ?? []
    kept.push(snapshot(job, clock.now()))
    past.set(job, withoutForgotten(kept, clock.now() - longest() * 1000))
  })

  const asOf = (snapshots: readonly Snapshot[], lag: number) =>
    snapshots.findLast(({ at }) => at <= clock.now() - lag * 1000)
  return {
    /** The jobs that the list shows, with their latest runs. */
    listed(project: number, release: number): { job: JobRow; latest: RunRow | undefined }[] {
      const { list } = habits.current.lag
      if (!past || list === 0)
        return store.jobsOf(project, release).map((job) => ({ job, latest: store.latestRun(job.id) }))
      return [...past.values()].flatMap((snapshots) => {
        const { job, latest } = asOf(snapshots, list) ?? {}
        return job?.detail.projectId === project && job.detail.releaseId === release ? [{ job, latest }] : []
      })
    },
    latestRun(job: number): RunRow | undefined {
      const { progress } = habits.current.lag
      return past && progress > 0 ? asOf(past.get(job) ?? [], progress)?.latest : store.latestRun(job)
    },
    /** Runs whose executions are not shown yet. */
    hiddenRuns(): number[] {
      const { executions } = habits.current.lag
      if (executions === 0) return []
      const recent = [...ended].filter(([, at]) => clock.now() - at < executions * 1000).map(([run]) => run)
      return [...recent, ...store.unfinished().map(({ id }) => id)]
    },
    detail(job: number): JobRow | undefined {
      const { detail } = habits.current.lag
      return past && detail > 0 ? asOf(past.get(job) ?? [], detail)?.job : store.job(job)
    },
  }
}

/** Drops states older than `horizon`, except for the newest of them, which still counts. */
function withoutForgotten(snapshots: Snapshot[], horizon: number): Snapshot[] {
  const newest = snapshots.findLastIndex(({ at }) => at <= horizon)
  return newest > 0 ? snapshots.slice(newest) : snapshots
}
