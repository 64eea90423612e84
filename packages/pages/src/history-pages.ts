import { html, type Markup } from './html.js'
import type { PageView, RunView, Tally } from './model.js'
import { attachmentLinks, pager, query, shareBar, small, time, total } from './parts.js'
import { counted, grouped, trail } from './text.js'

/** One execution of a test case. */
export interface ExecutionView {
  outcome: 'passed' | 'failed' | 'other'
  /** Zephyr's own word or number for the status. */
  status: string
  at: number
  run: { id: number; href: string }
  job: { name: string; href: string }
  cycle: { name: string; href: string }
  /** The first line of the failure's text. */
  summary?: string
  attachments?: readonly { name: string; href: string }[]
}

export interface TestCasePage {
  id: number
  name: string
  folders: readonly string[]
  requirements: readonly string[]
  tags: readonly string[]
  /** Newest first. */
  executions: readonly ExecutionView[]
  page: PageView
  /** How many other test cases of the same folder have this very name. */
  sameName: number
}

const marks = { passed: '✓', failed: '✕', other: '–' } as const
const markClass = { passed: 'pass', failed: 'fail', other: 'other' } as const

/** A test case of the repository: how it went in every run and cycle. */
export function testCasePage({
  id,
  name,
  folders,
  requirements,
  tags,
  executions,
  page,
  sameName,
}: TestCasePage): Markup {
  return html`<p class="trail">${trail(folders)}</p><h1>${name} <small>test case ${id}</small></h1>
<p>${[...requirements, ...tags.map((tag) => `#${tag}`)].map((text) => html`<span class="chip">${text}</span>`)}</p>
${sameName > 0 && html`<p class="notice">${counted(sameName, 'other test case')} of this folder ${sameName === 1 ? 'has' : 'have'} the same name: a file had several records of one name.</p>`}
<h2>History <small>${counted(page.total, 'execution')}</small></h2>
<table class="stack"><thead><tr><th>Result<th>Run<th>When<th>Job<th>Cycle<th>Failure</tr></thead><tbody>${executions.map(
    ({ outcome, status, at, run, job, cycle, summary, attachments }) =>
      html`<tr><td><span class="verdict ${markClass[outcome]}">${marks[outcome]} ${status}</span></td><td><a href="${run.href}">Run ${run.id}</a></td><td class="nowrap">${time(at)}</td><td data-label="Job"><a href="${job.href}">${job.name}</a></td><td data-label="Cycle"><a href="${cycle.href}">${cycle.name}</a></td><td>${summary}${attachmentLinks(attachments)}</td></tr>`,
  )}</tbody></table>${pager(page, (offset) => query({ offset }))}`
}

export interface CycleView {
  id: number
  href: string
  name: string
  release: string
  /** Epoch milliseconds, where the cycle has dates. */
  from?: number
  to?: number
  phase?: string
  environment?: string
  tally: Tally
}

const day = (at: number) => new Date(at).toISOString().slice(0, 10)

export function cyclesPage({ cycles, page }: { cycles: readonly CycleView[]; page: PageView }): Markup {
  if (cycles.length === 0) return html`<h1>Cycles</h1><p class="empty">No cycle yet: the first run makes one.</p>`
  return html`<h1>Cycles <small>${grouped(page.total)}</small></h1><table class="stack"><thead><tr><th>Cycle<th>Release<th>Phase<th>Days<th>Executions</tr></thead><tbody>${cycles.map(
    ({ href, name, release, phase, from, to, tally }) =>
      html`<tr><td><a href="${href}">${name}</a></td><td>${release}</td><td data-label="Phase">${phase}</td><td class="nowrap">${from !== undefined && to !== undefined && `${day(from)} – ${day(to)}`}</td><td>${small(tally)}</td></tr>`,
  )}</tbody></table>${pager(page, (offset) => query({ offset }))}`
}

export interface CyclePage {
  cycle: CycleView
  /** For each day with a run, how the cycle stood at its end; oldest first. */
  days: readonly { day: string; tally: Tally; runs: number }[]
  /** Newest first. */
  runs: readonly (RunView & { jobName: string })[]
}

/** A cycle: how its executions stand now, and how they stood day by day. */
export function cyclePage({ cycle, days, runs }: CyclePage): Markup {
  const { name, id, tally, from, to, environment, phase, release } = cycle
  const highest = Math.max(1, ...days.map((each) => total(each.tally)))
  return html`<h1>${name} <small>cycle ${id} of ${release}</small></h1>
<p class="soft">${phase !== undefined && `Phase ${phase}. `}${from !== undefined && to !== undefined && `${day(from)} – ${day(to)}. `}${environment !== undefined && `Environment ${environment}.`}</p>
<p>${small(tally)} <span class="soft">of ${counted(total(tally), 'execution')}</span></p>${shareBar(tally)}
<h2>Day by day</h2>${days.length === 0 && html`<p class="empty">Nothing was run in this cycle.</p>`}<table class="stack"><thead><tr><th>Day<th class="number">Runs<th>Executions at its end<th></tr></thead><tbody>${days.map(
    (each) =>
      html`<tr><td class="nowrap">${each.day}</td><td class="number" data-label="Runs">${each.runs}</td><td>${small(each.tally)}</td><td><svg width="${Math.round((total(each.tally) / highest) * 300) + 1}" height="10" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect class="p" width="100" height="1"/><rect class="f" width="${share(each.tally)}" height="1"/></svg></td></tr>`,
  )}</tbody></table>
<h2>Runs</h2><table class="stack"><tbody>${runs.map((run) => html`<tr><td><a href="${run.href}">Run ${run.id}</a></td><td>${run.jobName}</td><td class="nowrap">${time(run.at)}</td><td>${small(run.tally)}</td></tr>`)}</tbody></table>`
}

const share = (tally: Tally) => (tally.failed === 0 ? 0 : Math.max(1, (tally.failed / total(tally)) * 100))
