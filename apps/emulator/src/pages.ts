import { Hono } from 'hono'
import { html, raw } from 'hono/html'
import { Refusal } from './refusal.js'
import type { JobRow, RunRow, Store, StoredRecord } from './store.js'
import type { World } from './world.js'

/** Pages for people: jobs, a job's runs, a run's records. */
export function pages(store: Store, { projects }: World) {
  const app = new Hono()
  const projectName = ({ detail }: JobRow) =>
    projects.find(({ id }) => id === detail.projectId)?.name ?? `Project ${detail.projectId}`
  app.get('/', (c) => {
    const jobs = store.jobs()
    const rows = jobs.map((job) => {
      const latest = store.runsOf(job.id).at(-1)
      return html`<tr><td><a href="jobs/${job.id}">${job.detail.jobName}</a></td><td>${job.id}</td><td>${projectName(job)} / ${job.detail.releaseId}</td>
        <td>${String(job.detail.cycleName)}</td><td>${latest ? verdict(store, latest) : 'never ran'}</td></tr>`
    })
    const body = html`<h1>Automation jobs</h1>${
      jobs.length === 0
        ? html`<p>None yet. Set <code>ZEPHYR_URL</code> to this server’s address and run a suite.</p>`
        : html`<table><thead><tr><th>Job<th>Id<th>Project / release<th>Cycle<th>Latest run</tr></thead><tbody>${rows}</tbody></table>`
    }`
    return c.html(page('Automation jobs', body, { under: store.unfinished().length > 0, base: '.' }))
  })
  app.get('/jobs/:id', (c) => {
    const job = store.job(Number(c.req.param('id')))
    if (!job) throw new Refusal(404, `There is no job ${c.req.param('id')}.`)
    const runs = store.runsOf(job.id).toReversed()
    const body = html`<h1>${job.detail.jobName} <small>job ${job.id}</small></h1>
      <dl>${Object.entries(job.detail).map(([name, value]) => html`<dt>${name}</dt><dd>${String(value)}</dd>`)}<dt>file</dt><dd>${job.attachmentName}</dd></dl>
      <h2>Runs</h2><table><thead><tr><th>Run<th>Scheduled<th>File<th>Result</tr></thead><tbody>${runs.map(
        (run) =>
          html`<tr><td><a href="../runs/${run.id}">${run.id}</a></td><td>${new Date(run.scheduled).toISOString()}</td><td>${run.fileName}</td><td>${verdict(store, run)}</td></tr>`,
      )}</tbody></table>`
    return c.html(page(job.detail.jobName, body, { under: runs.some(isUnderWay), base: '..' }))
  })
  app.get('/runs/:id', (c) => {
    const run = store.run(Number(c.req.param('id')))
    if (!run) throw new Refusal(404, `There is no run ${c.req.param('id')}.`)
    const records = store.records(run.id)
    const body = html`<h1>Run ${run.id} <small>of <a href="../jobs/${run.job}">${run.detail.jobName}</a></small></h1>
      <p>${verdict(store, run)}${run.error ? html` <code>${run.error}</code>` : ''}</p>
      <label>Filter <input id="filter" type="search" placeholder="name, folder or FAIL"></label>
      ${folders(records).map(([folder, inside]) => html`<section><h2>${folder || '(no folder)'}</h2><table><tbody>${inside.map(recordRow)}</tbody></table></section>`)}
      <script>${raw(filterScript)}</script>`
    return c.html(page(`Run ${run.id}`, body, { under: isUnderWay(run), base: '..' }))
  })
  return app
}

const isUnderWay = ({ status }: RunRow) => status === 'new' || status === 'queued'

function verdict(store: Store, run: RunRow) {
  if (run.status !== 'complete') return html`<span class="${isUnderWay(run) ? 'wait' : 'fail'}">${run.status}</span>`
  const { total, failed } = store.counts(run.id)
  return html`<span class="${failed > 0 ? 'fail' : 'pass'}">${total - failed} passed, ${failed} failed</span>`
}

const recordRow = ({ name, status, attachment, requirements, tags }: StoredRecord) =>
  html`<tr class="record"><td class="${status.toLowerCase()}">${status}</td><td>${
    attachment ? html`<details><summary>${name}</summary><pre>${attachment}</pre></details>` : name
  }</td><td>${[...requirements, ...tags.map((tag) => `#${tag}`)].join(' ')}</td></tr>`

function folders(records: readonly StoredRecord[]): [string, StoredRecord[]][] {
  const byFolder = new Map<string, StoredRecord[]>()
  for (const record of records) {
    const folder = record.packageName.replaceAll('.', ' › ')
    const inside = byFolder.get(folder)
    if (inside) inside.push(record)
    else byFolder.set(folder, [record])
  }
  return [...byFolder].sort(([a], [b]) => (a < b ? -1 : 1))
}

const filterScript = `
const input = document.getElementById('filter')
input.addEventListener('input', () => {
  const wanted = input.value.toLowerCase()
  for (const section of document.querySelectorAll('section')) {
    const folder = section.querySelector('h2').textContent.toLowerCase()
    let shown = 0
    for (const row of section.querySelectorAll('.record')) {
      row.hidden = !(folder + ' ' + row.textContent.toLowerCase()).includes(wanted)
      if (!row.hidden) shown++
    }
    section.hidden = shown === 0
  }
})`

function page(title: string, body: unknown, { under, base }: { under: boolean; base: string }) {
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">${under ? html`<meta http-equiv="refresh" content="1">` : ''}<title>${title} · Zephyr emulator</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 0 auto; padding: 1rem 1.5rem }
  header { border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent); padding-bottom: .5rem }
  small { font-weight: normal; opacity: .7 } h2 { font-size: 1.05rem; margin: 1.5rem 0 .3rem }
  table { border-collapse: collapse; width: 100% } td, th { text-align: left; vertical-align: top; padding: .25rem .8rem .25rem 0 }
  tr + tr td { border-top: 1px solid color-mix(in srgb, currentColor 12%, transparent) }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem } dt { opacity: .7 } dd { margin: 0 }
  .pass { color: light-dark(#1a7f37, #57ab5a) } .fail { color: light-dark(#c0262d, #ff7b72) } .wait { opacity: .7 } td.pass, td.fail { width: 3.5rem; font-weight: 600 }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85em }
</style></head><body><header><a href="${base}">Zephyr emulator</a></header><main>${body}</main></body></html>`
}
