import { html, type Markup } from './html.js'
import type { PageView, RunView } from './model.js'
import { facts, pager, query, runsChart, time, verdict } from './parts.js'
import { counted, duration, trail } from './text.js'

export interface JobPage {
  id: number
  name: string
  /** Properties in Zephyr's own names with their values, in the order in which they are shown. */
  properties: readonly (readonly [name: string, value: string])[]
  /** Newest first. */
  runs: readonly RunView[]
  page: PageView
  sameName: readonly { id: number; href: string }[]
}

/** What Zephyr calls a property, in words. */
const words: Readonly<Record<string, string>> = {
  projectId: 'Project',
  releaseId: 'Release',
  automationFramework: 'Parser template',
  cycleName: 'Cycle',
  phaseName: 'Phase',
  testRepositoryPath: 'Repository folder',
  jobDetailTcrCatalogTreeId: 'Folder id',
  cycleStartDateStr: 'Cycle begins',
  cycleEndDateStr: 'Cycle ends',
  isReuse: 'Reuse the cycle',
  timeStamp: 'Time stamp on the cycle’s name',
  createPackage: 'Folders from package names',
  assignResultsTo: 'Assigned to',
  environment: 'Environment',
}

/** A job: its properties, its runs over time and the request that made each. */
export function jobPage({ id, name, properties, runs, page, sameName }: JobPage): Markup {
  return html`<h1>${name} <small>job ${id}</small></h1>
${
  sameName.length > 0 &&
  html`<p class="notice">${counted(sameName.length, 'other job')} of this release ${sameName.length === 1 ? 'has' : 'have'} the same name: ${sameName.map(
    (job, index) => html`${index > 0 && ', '}<a href="${job.href}">${job.id}</a>`,
  )}. The reporters update the newest.</p>`
}
${facts(properties.filter(([key]) => key !== 'jobName').map(([key, value]) => [words[key] ?? key, html`<span title="${key}">${shownValue(key, value)}</span>`] as const))}
<h2>Runs <small>${counted(page.total, 'run')}</small></h2>
${runs.length === 0 ? html`<p class="empty">This job has never run.</p>` : html`${runsChart([...runs].slice(0, 60).reverse())}${table(runs)}`}${pager(page, (offset) => query({ offset }))}`
}

function shownValue(key: string, value: string): string {
  if (key === 'assignResultsTo' && value === '-10') return 'anyone (-10)'
  if (key === 'testRepositoryPath') return trail(value.split(' > '))
  return value === 'true' ? 'yes' : value === 'false' ? 'no' : value
}

const table = (runs: readonly RunView[]) =>
  html`<table class="stack"><thead><tr><th>Result<th>Run<th>When<th class="number">Duration<th>Cycle<th>Made by<th>File</tr></thead><tbody>${runs.map(
    (run) =>
      html`<tr><td>${verdict(run)}</td><td><a href="${run.href}">Run ${run.id}</a></td><td class="nowrap">${time(run.at)}</td><td class="number" data-label="Duration">${run.durationMs !== undefined && duration(run.durationMs)}</td><td data-label="Cycle">${run.cycle}</td><td data-label="Made by">${run.operation}</td><td data-label="File" class="wide">${run.file}</td></tr>`,
  )}</tbody></table>`
