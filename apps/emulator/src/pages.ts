import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import { Refusal } from './refusal.js'
import type { RecordFilter } from './store/records.js'
import type { JobRow, RunRow, StoredRecord } from './store/rows.js'
import type { Store } from './store/store.js'
import type { World } from './world.js'

const pageSize = 200
/** Longer failure texts have a page of their own. */
const longestText = 5000

/** Pages for people, without a script: jobs, a job's runs, a run's records. `prefix` stands before every link. */
export function pages(store: Store, { projects }: World, prefix: string) {
  const app = new Hono()
  app.get('/assets/style.css', (c) => c.body(style, 200, { 'content-type': 'text/css; charset=utf-8' }))
  app.get('/', (c) => {
    const jobs = store.jobs().reverse()
    const offset = offsetOf(c)
    const rows = jobs.slice(offset, offset + pageSize).map((job) => {
      const latest = store.runsOf(job.id).at(-1)
      return html`<tr><td>${job.id}<td><a href="${prefix}/jobs/${job.id}">${job.detail.jobName}</a><td>${place(job)}
        <td>${job.detail.cycleName}<td>${latest ? verdict(latest) : 'never ran'}</tr>`
    })
    const body = html`<h1>Automation jobs</h1>${
      jobs.length === 0
        ? html`<p>None yet. Set <code>ZEPHYR_URL</code> to this server’s address and run a suite.</p>`
        : html`<table><thead><tr><th>Id<th>Job<th>Project / release<th>Cycle<th>Latest run</tr></thead><tbody>${rows}</tbody></table>
          ${pager(jobs.length, offset, {})}`
    }`
    return c.html(page('Automation jobs', body, store.unfinished().length > 0))
  })

  app.get('/jobs/:id', (c) => {
    const job = store.job(Number(c.req.param('id')))
    if (!job) throw new Refusal(404, `There is no job ${c.req.param('id')}.`)
    const runs = store.runsOf(job.id).reverse()
    const offset = offsetOf(c)
    const rows = runs.slice(offset, offset + pageSize).map(
      (run) => html`<tr><td><a href="${prefix}/runs/${run.id}">${run.id}</a><td>${time(run.scheduled)}
        <td>${run.detail.cycleName}<td>${run.fileName}<td>${verdict(run)}</tr>`,
    )
    const body = html`<h1>${job.detail.jobName} <small>job ${job.id}</small></h1>
      <h2>Runs</h2><table><thead><tr><th>Run<th>Scheduled<th>Cycle<th>File<th>Result</tr></thead><tbody>${rows}</tbody></table>
      ${pager(runs.length, offset, {})}
      <h2>Properties</h2><dl>${Object.entries(job.detail).map(([name, value]) => html`<dt>${name}<dd>${String(value)}`)}</dl>`
    return c.html(page(job.detail.jobName, body, runs.some(isUnderWay)))
  })

  app.get('/runs/:id', (c) => {
    const run = store.run(Number(c.req.param('id')))
    if (!run) throw new Refusal(404, `There is no run ${c.req.param('id')}.`)
    const filter = {
      folder: c.req.query('folder') ?? '',
      text: c.req.query('text') ?? '',
      status: c.req.query('status') ?? '',
    }
    const offset = offsetOf(c)
    const { total, records } = store.recordPage(run.id, filter, offset, pageSize)
    const title = store.job(run.job)
      ? html`<a href="${prefix}/jobs/${run.job}">${run.detail.jobName}</a>`
      : html`${run.detail.jobName} (deleted)`
    const body = html`<h1>Run ${run.id} <small>of ${title}, ${time(run.scheduled)}</small></h1>
      <p>${verdict(run)}${run.error ? html`<br><code>${run.error}</code>` : ''}</p>
      ${run.total > 0 ? recorded(run, filter, total, offset, records) : ''}`
    return c.html(page(`Run ${run.id}`, body, isUnderWay(run)))
  })

  app.get('/runs/:id/attachments/:position', (c) => {
    const text = store.failureText(Number(c.req.param('id')), Number(c.req.param('position')))
    if (typeof text !== 'string') throw new Refusal(404, 'There is no such attachment.')
    return c.text(text)
  })

  const place = ({ detail: { projectId, releaseId } }: JobRow) => {
    const project = projects.find(({ id }) => id === projectId)
    const release = project?.releases.find(({ id }) => id === releaseId)
    return `${project?.name ?? projectId} / ${release?.name ?? releaseId}`
  }

  const verdict = (run: RunRow) => {
    if (run.status !== 'complete') return html`<span class="${isUnderWay(run) ? 'wait' : 'fail'}">${run.status}</span>`
    return outcome(run)
  }

  /** The folders, and the records of the one asked for. */
  function recorded(run: RunRow, filter: RecordFilter, total: number, offset: number, records: StoredRecord[]) {
    const inFolders = run.detail.createPackage === true
    return html`
      ${inFolders ? tree(store.folders(run.id), filter) : html`<p>All in one folder: the job’s <code>createPackage</code> is off.</p>`}
      <form><input type="hidden" name="folder" value="${filter.folder}">
        <input type="search" name="text" value="${filter.text}" placeholder="name or folder" aria-label="Name or folder">
        <select name="status" aria-label="Status">${['', 'PASS', 'FAIL'].map(
          (status) =>
            html`<option value="${status}" ${status === filter.status ? 'selected' : ''}>${status || 'all'}</option>`,
        )}</select> <button>Filter</button></form>
      <table><tbody>${records.map((record, index) => {
        const above = records[index - 1]
        const heading = inFolders && record.packageName !== above?.packageName
        return html`${heading ? html`<tr><th colspan="4">${record.packageName.replaceAll('.', ' › ') || '(no folder)'}</tr>` : ''}${row(record)}`
      })}</tbody></table>
      ${pager(total, offset, filter)}`
  }

  const row = ({ run, position, name, status, attachment = '', requirements, tags }: StoredRecord) => {
    const rest =
      attachment.length > longestText
        ? html`<p><a href="${prefix}/runs/${run}/attachments/${position}">The whole text</a> (${attachment.length} characters)</p>`
        : ''
    const shown = attachment
      ? html`<details><summary>${name}</summary><pre>${attachment.slice(0, longestText)}</pre>${rest}</details>`
      : name
    const links = [...requirements, ...tags.map((tag) => `#${tag}`)]
    return html`<tr><td class="${status === 'FAIL' ? 'fail' : 'pass'}">${status}<td>${shown}<td>${links.map((link) => html`<code>${link}</code> `)}</tr>`
  }

  const page = (title: string, body: unknown, underWay: boolean) => html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">${underWay ? html`<meta http-equiv="refresh" content="2">` : ''}
<title>${title} · Zephyr emulator</title>
<link rel="stylesheet" href="${prefix}/assets/style.css"></head><body><header><a href="${prefix}/">Zephyr emulator</a></header><main>${body}</main></body></html>`

  return app
}

const style = `  body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 0 auto; padding: 1rem 1.5rem; overflow-wrap: anywhere }
  header, .records { border-bottom: 1px solid #8884 } header { padding-bottom: .5rem }
  small { font-weight: normal; opacity: .7 } h2 { font-size: 1.05rem; margin: 1.5rem 0 .3rem }
  table { border-collapse: collapse; width: 100%; margin: .5rem 0 } td, th { text-align: left; vertical-align: top; padding: .25rem 1rem .25rem 0 }
  tr + tr td { border-top: 1px solid #8883 } th[colspan] { padding-top: 1rem }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem } dt { opacity: .7 } dd { margin: 0 }
  ul { list-style: none; padding-left: 1.2rem; margin: 0 } .tree { padding: 0; margin: 0 0 1rem } summary { cursor: pointer } li > a { margin-left: 1.05rem }
  .pass { color: light-dark(#1a7f37, #57ab5a) } .fail { color: light-dark(#c0262d, #ff7b72) } .wait { opacity: .7 }
  td.pass, td.fail { width: 3.5rem; font-weight: 600 } [aria-current] { font-weight: 600; color: inherit }
  pre { white-space: pre-wrap; font-size: .85em } a { color: light-dark(#0550ae, #79b8ff) }
`

const isUnderWay = ({ status }: RunRow) => status === 'new' || status === 'queued'

const time = (milliseconds: number) => new Date(milliseconds).toISOString().replace('T', ' ').slice(0, 19)

const outcome = ({ total, failed }: { total: number; failed: number }) =>
  html`<span class="pass">${total - failed} passed</span>, <span class="${failed > 0 ? 'fail' : ''}">${failed} failed</span>`

interface Branch {
  /** All segments from the top, with `.` between. */
  path: string
  total: number
  failed: number
  below: Map<string, Branch>
}

/** A package of thousands of segments is shown as a path from here on: pages within pages are bounded. */
const deepest = 20

/** Folders of a run as a tree; each links to its own records and those below it. */
function tree(folders: ReturnType<Store['folders']>, filter: RecordFilter) {
  const top: Branch = { path: '', total: 0, failed: 0, below: new Map() }
  for (const { folder, total, failed } of folders) {
    let branch = top
    const add = () => {
      branch.total += total
      branch.failed += failed
    }
    add()
    for (const segment of segmentsOf(folder)) {
      const path = branch.path === '' ? segment : `${branch.path}.${segment}`
      const next = branch.below.get(segment) ?? { path, total: 0, failed: 0, below: new Map() }
      branch.below.set(segment, next)
      branch = next
      add()
    }
  }
  const open = folders.length <= 50
  const item = (name: string, branch: Branch): unknown => {
    const link = html`<a href="${query({ ...filter, folder: branch.path })}" ${branch.path === filter.folder ? 'aria-current=page' : ''}>${name}</a> <small>${outcome(branch)}</small>`
    if (branch.below.size === 0) return html`<li>${link}</li>`
    const inside = [...branch.below].map(([segment, below]) => item(segment, below))
    return html`<li><details ${open || branch === top ? 'open' : ''}><summary>${link}</summary><ul>${inside}</ul></details></li>`
  }
  return html`<ul class="tree">${item('All folders', top)}</ul>`
}

function segmentsOf(folder: string): string[] {
  const segments = folder === '' ? [] : folder.split('.')
  return segments.length <= deepest
    ? segments
    : [...segments.slice(0, deepest - 1), segments.slice(deepest - 1).join('.')]
}

const offsetOf = (c: Context) => Math.max(0, Math.trunc(Number(c.req.query('offset') ?? 0)) || 0)

function query(parts: Partial<RecordFilter> & { offset?: number }): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(parts)) if (value) parameters.set(name, String(value))
  return `?${parameters}`
}

function pager(total: number, offset: number, filter: Partial<RecordFilter>) {
  if (total <= pageSize && offset === 0) return total === 0 ? html`<p>Nothing fits.</p>` : ''
  const last = Math.min(offset + pageSize, total)
  return html`<p>${offset > 0 ? html`<a rel="prev" href="${query({ ...filter, offset: offset - pageSize })}">Before</a> ` : ''}${offset + 1}–${last} of ${total}${
    last < total ? html` <a rel="next" href="${query({ ...filter, offset: last })}">Next</a>` : ''
  }</p>`
}
