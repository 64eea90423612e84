import { existsSync } from 'node:fs'
import { type ChangeView, type RecordView, runPage, testCasePage } from '@zephyr-reporters/pages'
import { Hono } from 'hono'
import { found, idOf, offsetOf } from '../address.js'
import type { Env } from '../context.js'
import { Refusal } from '../refusal.js'
import { executionType } from '../routes/attachments.js'
import { isUnderWay } from '../runs.js'
import type { RunRow, StoredRecord } from '../store/rows.js'
import { folderNames } from '../world.js'
import type { PageParts } from './page-parts.js'
import { folderTreeOf, outcomeOf, recordView, runView, statusLabel } from './views.js'

/** Records, and runs of a test case's history, on one page. */
const pageSize = 200
/** Failures that are shown with their text above all records. */
const shownFailures = 20
/** Changes of each kind that are listed. */
const shownChanges = 10

const statuses: ReadonlyMap<string, string> = new Map([
  ['failed', 'FAIL'],
  ['passed', 'PASS'],
  ['other', 'OTHER'],
])

/** A run with its records, and a test case with its history. */
export function runPages({ store, world, prefix, answer }: PageParts) {
  const app = new Hono<Env>()

  app.get('/runs/:id', (c) => {
    const run = found(store.run(idOf(c)), 'run', c)
    const { folder = '', text = '', status = '' } = c.req.query()
    const offset = offsetOf(c)
    const isFlat = run.detail.createPackage !== true
    const filter = { folder, text, status: statuses.get(status) ?? '' }
    const { total, records } = store.recordPage(run.id, filter, offset, pageSize)
    const body = runPage({
      run: runView(run, prefix),
      jobName: run.detail.jobName,
      since: changesOf(run),
      tree: folderTreeOf(store.folders(run.id)),
      isFlat,
      filter: { folder, text, status },
      failures: store.failedRecords(run.id, 0, shownFailures).map((record) => failureView(run, record)),
      failuresInAll: run.failed,
      records: records.map((record) => recordView(record, !isFlat, prefix)),
      page: { total, offset, size: pageSize },
      downloadHref: existsSync(run.file) ? `${prefix}/runs/${run.id}/file` : undefined,
      cycleHref: run.cycle === null ? undefined : `${prefix}/cycles/${run.cycle}`,
    })
    const job = store.job(run.job)
    const name = job ? run.detail.jobName : `${run.detail.jobName} (deleted)`
    const trail = [['Jobs', `${prefix}/`], ...(job ? [[name, `${prefix}/jobs/${run.job}`] as const] : [])] as const
    return answer(c, { title: `Run ${run.id}`, trail, body, isUnderWay: isUnderWay(run) })
  })

  app.get('/runs/:id/texts/:position', (c) => {
    const text = store.failureText(idOf(c), Number(c.req.param('position')))
    if (text === undefined) throw new Refusal(404, 'There is no such text.')
    return c.text(text)
  })

  app.get('/testcases/:id', (c) => {
    const testcase = found(store.testcase(idOf(c)), 'test case', c)
    const offset = offsetOf(c)
    const history = store.pages.history(testcase.id, offset + pageSize)
    const { root, made } = store.pathOf(testcase.folder)
    const namesakes = store.testcasesIn(testcase.folder).filter(({ name }) => name === testcase.name)
    const body = testCasePage({
      ...{ id: testcase.id, name: testcase.name, requirements: testcase.requirements, tags: testcase.tags },
      folders: [...folderNames(world, root), ...made.map(({ name }) => name)],
      executions: history.slice(offset).map(({ run, job, jobName, cycle, status, statusId, text }) => ({
        outcome: outcomeOf(status),
        status: statusLabel(statusId),
        at: run.ended ?? run.scheduled,
        run: { id: run.id, href: `${prefix}/runs/${run.id}` },
        job: { name: jobName, href: `${prefix}/jobs/${job}` },
        cycle: cycleLink(cycle),
        summary: text?.trimStart().split('\n', 1)[0],
        attachments: attachmentsOf(store.run(run.id), testcase.id),
      })),
      page: { total: history.length, offset, size: pageSize },
      sameName: namesakes.length - 1,
    })
    return answer(c, { title: testcase.name, trail: [['Jobs', `${prefix}/`]], body })
  })

  function cycleLink(cycle: number | null) {
    const name = cycle === null ? undefined : store.cycle(cycle)?.name
    return { name: name ?? '', href: `${prefix}/cycles/${cycle ?? ''}` }
  }

  /** Files on the execution of a test case in the run's phase, where that run was the last to record it. */
  function attachmentsOf(run: RunRow | undefined, testcase: number) {
    const execution = run?.phase ? store.executionFor(run.phase, testcase) : undefined
    if (!execution || execution.run !== run?.id) return []
    return store
      .attachmentsOf(executionType, execution.id)
      .map(({ id, name }) => ({ name, href: `${prefix}/attachments/${id}` }))
  }

  function failureView(run: RunRow, record: StoredRecord): RecordView {
    const view = recordView(record, run.detail.createPackage === true, prefix)
    return { ...view, attachments: attachmentsOf(run, record.testcase) }
  }

  function changesOf(run: RunRow) {
    const { previous, ...counts } = store.pages.changes(run)
    if (!previous || isUnderWay(run)) return undefined
    const createPackage = run.detail.createPackage === true
    const view =
      (kind: ChangeView['kind']) =>
      (record: StoredRecord): ChangeView => {
        const { folders, name, href } = recordView(record, createPackage, prefix)
        return { kind, folders, name, href }
      }
    const listed = (['broken', 'fixed', 'new'] as const).flatMap((change) =>
      counts[change] === 0
        ? []
        : store
            .recordPage(run.id, { folder: '', text: '', status: '', change }, 0, shownChanges)
            .records.map(view(change)),
    )
    const gone = counts.gone > 0 ? store.pages.goneRecords(run, 0, shownChanges).map(view('gone')) : []
    return { id: previous.id, href: `${prefix}/runs/${previous.id}`, counts, changes: [...listed, ...gone] }
  }

  return app
}
