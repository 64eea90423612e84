import { html, type Markup } from './html.js'
import type { ChangeView, FolderView, PageView, RecordView, RunView } from './model.js'
import {
  bigCounts,
  changeLists,
  facts,
  failureCards,
  filterForm,
  folderTree,
  pager,
  query,
  recordList,
  shareBar,
  time,
  total,
  verdict,
} from './parts.js'
import { counted, duration, grouped } from './text.js'

export interface RunPage {
  run: RunView
  jobName: string
  /** The run before of the same job, and what differs from it; `undefined` for a job's first run. */
  since?: { href: string; id: number; changes: readonly ChangeView[]; counts: Record<ChangeView['kind'], number> }
  tree: FolderView
  /** `createPackage` was off: no folders. */
  isFlat: boolean
  filter: { folder: string; text: string; status: string }
  /** The first failures, with their texts; only where nothing is filtered. */
  failures: readonly RecordView[]
  failuresInAll: number
  records: readonly RecordView[]
  page: PageView
  /** Address of the uploaded file. */
  downloadHref?: string
  cycleHref?: string
  /** What Zephyr read from the file and would not be expected: two of one name, cut names, skipped read as passed. */
  remarks?: readonly string[]
}

/** A run: how it went in large figures, failures first, then every record by folder. */
export function runPage(view: RunPage): Markup {
  const { run, jobName, since, filter, failures, failuresInAll } = view
  const { tally } = run
  const isFiltered = filter.folder !== '' || filter.text !== '' || filter.status !== ''
  return html`<h1>${jobName} <small>run ${run.id}, ${time(run.at)}</small></h1>
<p>${verdict(run)}</p>${run.error !== undefined && html`<p class="notice bad">${run.error}</p>`}
${total(tally) > 0 && html`${bigCounts(tally)}${shareBar(tally)}`}
${facts([
  ['Duration', run.durationMs !== undefined && duration(run.durationMs)],
  ['Status', run.status],
  ['Cycle', view.cycleHref !== undefined ? html`<a href="${view.cycleHref}">${run.cycle}</a>` : run.cycle],
  ['Made by', run.operation],
  ['File', view.downloadHref !== undefined ? html`<a href="${view.downloadHref}" download>${run.file}</a>` : run.file],
])}
${(view.remarks ?? []).map((remark) => html`<p class="notice">${remark}</p>`)}
${since && !isFiltered && html`<h2>Since <a href="${since.href}">run ${since.id}</a></h2>${changeLists(since.changes, since.counts)}`}
${
  failuresInAll > 0 &&
  !isFiltered &&
  html`<h2 id="failures">Failures <small>${grouped(failuresInAll)}</small></h2>${failureCards(failures)}${
    failuresInAll > failures.length &&
    html`<p><a href="${query({ status: 'failed' })}#records">All ${counted(failuresInAll, 'failure')}</a></p>`
  }`
}
${total(tally) > 0 && recorded(view)}`
}

const choices = [
  ['', 'all'],
  ['failed', 'failed'],
  ['passed', 'passed'],
  ['other', 'other'],
] as const

function recorded({ filter, tree, isFlat, records, page }: RunPage): Markup {
  return html`<h2 id="records">Test cases</h2><div class="split"><aside>${
    isFlat
      ? html`<p class="soft">All in one folder: the job’s <code>createPackage</code> is off.</p>`
      : folderTree(tree, { hrefOf: (folder) => `${query({ ...filter, folder })}#records`, current: filter.folder })
  }</aside><div>${filterForm({
    text: filter.text,
    placeholder: 'Search by name or folder',
    choice: { name: 'status', label: 'Status', value: filter.status, of: choices },
    keep: { folder: filter.folder },
  })}${records.length === 0 ? html`<p class="empty">No test case fits. <a href="${query({})}#records">Show all</a></p>` : recordList(records)}${pager(page, (offset) => `${query({ ...filter, offset })}#records`)}</div></div>`
}
