import { html, type Markup } from './html.js'
import type { JobView, PageView } from './model.js'
import { filterForm, pager, query, strip, time, verdict } from './parts.js'
import { counted } from './text.js'

export interface JobsPage {
  jobs: readonly JobView[]
  page: PageView
  /** What the list is narrowed to. */
  filter: { text: string; status: string; release?: { id: number; name: string } }
}

/** All jobs, the newest run first: how each stands, and how it stood in the last 20 runs. */
export function jobsPage({ jobs, page, filter }: JobsPage): Markup {
  const { text, status, release } = filter
  const isFiltered = text !== '' || status !== '' || release !== undefined
  if (page.total === 0 && !isFiltered)
    return html`<h1>Automation jobs</h1><p class="empty">No job yet. Set <code>ZEPHYR_URL</code> to this server’s address and run a suite; it appears here by itself.</p>`
  return html`<h1>Automation jobs <small>${counted(page.total, 'job')}</small></h1>
${release && html`<p class="soft">Of ${release.name} only. <a href="${query({ text, status })}">Show all</a></p>`}
${filterForm({
  text,
  keep: { release: release ? String(release.id) : '' },
  placeholder: 'Search by name, project, release or cycle',
  choice: {
    name: 'status',
    label: 'Status of the last run',
    value: status,
    of: [
      ['', 'any status'],
      ['failed', 'failing'],
      ['passed', 'passing'],
      ['running', 'under way'],
    ],
  },
})}
${page.total === 0 ? html`<p class="empty">No job fits.</p>` : table(jobs)}${pager(page, (offset) => query({ text, status, release: release?.id, offset }))}`
}

const table = (jobs: readonly JobView[]) =>
  html`<table class="stack"><thead><tr><th>Last run<th>Job<th>Last 20 runs<th>When<th>Project › release<th>Cycle</tr></thead><tbody>${jobs.map(row)}</tbody></table>`

function row({ id, href, name, runs, project, release, cycle, sameName }: JobView): Markup {
  const last = runs.at(-1)
  return html`<tr><td>${last ? verdict(last) : html`<span class="soft">never ran</span>`}</td><td><a href="${href}">${name}</a> <span class="soft">#${id}</span>${
    sameName > 0 &&
    html` <span class="chip" title="Job names are not unique in Zephyr">${counted(sameName, 'other')} of this name</span>`
  }</td><td>${runs.length > 0 && strip(runs)}</td><td class="nowrap">${last && time(last.at)}</td><td data-label="In">${project} › ${release}</td><td data-label="Cycle">${cycle}</td></tr>`
}
