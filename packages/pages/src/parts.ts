import { html, type Markup, type Part } from './html.js'
import type { ChangeView, FolderView, PageView, RecordView, RunView, Tally } from './model.js'
import { age, counted, duration, grouped, timestamp, trail } from './text.js'

/** `✓ 12 passed`, `✕ 3 of 15 failed`, or the status of a run that has not ended. */
export function verdict({ phase, status, tally }: Pick<RunView, 'phase' | 'status' | 'tally'>): Markup {
  if (phase === 'broken') return html`<span class="verdict fail">✕ ${status}</span>`
  if (phase !== 'ended') return html`<span class="verdict soft running">◌ ${status}</span>`
  const all = total(tally)
  if (tally.failed > 0)
    return html`<span class="verdict fail">✕ ${grouped(tally.failed)} of ${grouped(all)} failed</span>`
  if (all === 0) return html`<span class="verdict other">– nothing recorded</span>`
  return html`<span class="verdict pass">✓ ${grouped(tally.passed)} passed</span>`
}

export const total = ({ passed, failed, other = 0 }: Tally): number => passed + failed + other

/** The counts of a run in large figures; `otherWord` says what neither passed nor failed. */
export const bigCounts = ({ passed, failed, other = 0 }: Tally, otherWord = 'other'): Markup =>
  html`<div class="big"><span class="${failed > 0 ? 'fail' : 'soft'}"><b>${grouped(failed)}</b> failed</span><span class="pass"><b>${grouped(passed)}</b> passed</span>${
    other > 0 && html`<span class="other"><b>${grouped(other)}</b> ${otherWord}</span>`
  }<span class="soft"><b>${grouped(passed + failed + other)}</b> in all</span></div>`

/** A line of three colours, as long as each count's share. */
export function shareBar(tally: Tally): Markup {
  const all = total(tally)
  if (all === 0) return html``
  const { failed, other = 0 } = tally
  const fail = widthOf(failed, all)
  const rest = widthOf(other, all)
  return html`<div class="bar"><svg viewBox="0 0 100 1" preserveAspectRatio="none" role="img" aria-label="${failed} of ${all} failed"><rect class="f" width="${fail}" height="1"/><rect class="o" x="${fail}" width="${rest}" height="1"/><rect class="p" x="${fail + rest}" width="${Math.max(0, 100 - fail - rest)}" height="1"/></svg></div>`
}

/** Percent, at least one where there is anything, so that one failure among thousands is seen. */
const widthOf = (count: number, all: number) => (count === 0 ? 0 : Math.max(1, (count / all) * 100))

/** The last runs as cells, oldest first; each links to its run and says what it is. */
export const strip = (runs: readonly RunView[]): Markup =>
  html`<span class="strip">${runs.map(
    (run) =>
      html`<a href="${run.href}" class="${cellOf(run)}" title="${runLabel(run)}" aria-label="${runLabel(run)}"></a>`,
  )}</span>`

function cellOf({ phase, tally }: RunView): string {
  if (phase === 'broken') return 'f'
  if (phase !== 'ended') return 'w running'
  if (tally.failed > 0) return 'f'
  return total(tally) === 0 ? 'o' : 'p'
}

export const runLabel = ({ id, at, phase, status, tally }: RunView): string =>
  `Run ${id}, ${timestamp(at)}: ${phase === 'ended' ? `${counted(tally.failed, 'failure')} of ${grouped(total(tally))}` : status}`

/** Passed and failed of each run as stacked columns, oldest at the left. */
export function runsChart(runs: readonly RunView[]): Markup {
  const highest = Math.max(1, ...runs.map(({ tally }) => total(tally)))
  const [height, step, left] = [120, 14, 46]
  const width = left + Math.max(runs.length, 10) * step
  const scale = (count: number) => (count / highest) * (height - 10)
  const columns = runs.map((run, index) => {
    const x = left + index * step
    const failed = run.tally.failed === 0 ? 0 : Math.max(2, scale(run.tally.failed))
    const other = scale(run.tally.other ?? 0)
    const passed = scale(run.tally.passed)
    return html`<a href="${run.href}"><title>${runLabel(run)}</title><rect class="p" x="${x}" y="${height - passed - other - failed}" width="${step - 3}" height="${passed}"/><rect class="o" x="${x}" y="${height - other - failed}" width="${step - 3}" height="${other}"/><rect class="f" x="${x}" y="${height - failed}" width="${step - 3}" height="${failed}"/></a>`
  })
  return html`<div class="chart"><svg width="${width}" height="${height + 6}" viewBox="0 0 ${width} ${height + 6}" role="group" aria-label="Test cases of the last ${runs.length} runs"><text x="${left - 6}" y="12" text-anchor="end">${grouped(highest)}</text><text x="${left - 6}" y="${height}" text-anchor="end">0</text><line class="axis" x1="${left - 3}" x2="${width}" y1="${height + 0.5}" y2="${height + 0.5}"/>${columns}</svg></div>`
}

/** A time as its age, with the moment itself as title; the page's script keeps it current. */
export const time = (at: number): Markup =>
  html`<time datetime="${new Date(at).toISOString()}" title="${timestamp(at)} UTC" data-at="${at}">${age(at)}</time>`

/** Name and value pairs; empty values are left out. */
export const facts = (pairs: readonly (readonly [name: string, value: Part])[]): Markup =>
  html`<dl class="facts">${pairs
    .filter(([, value]) => value !== undefined && value !== '' && value !== null && value !== false)
    .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`

export interface TreeLinks {
  /** Address of a folder's own list. */
  hrefOf: (path: string) => string
  /** The folder that is shown now. */
  current?: string
  /** Levels that are open from the start; the way to the first failure and to `current` is open anyhow. Default 1. */
  openLevels?: number
}

/** Folders with their counts, opened on the way to the first failure. */
export function folderTree(root: FolderView, links: TreeLinks): Markup {
  const firstFailure = failurePath(root)
  return html`<ul class="tree">${item(root, 0)}</ul>`

  function item(folder: FolderView, level: number): Markup {
    const { names, last } = chain(folder)
    const { path, tally, folders } = last
    const isCurrent = path === links.current
    const name = trail(names)
    const line = html`<span class="line"><a href="${links.hrefOf(path)}"${isCurrent && html` aria-current="page"`}>${name}</a><span class="n">${small(tally)}</span></span>`
    if (folders.length === 0 || level >= deepestLevel) return html`<li>${line}</li>`
    const isOpen = level < (links.openLevels ?? 1) || isOnWay(path, firstFailure) || isOnWay(path, links.current)
    const inner = html`<ul>${folders.map((each) => item(each, level + 1))}</ul>`
    return html`<li>${line}<details${isOpen && html` open`}><summary aria-label="Folders in ${name}"></summary>${inner}</details></li>`
  }
}

/** Levels of a tree that are drawn; what lies deeper is found by the list's search. */
export const deepestLevel = 60

/** A folder together with subfolders that are its only content: they are drawn as one line. */
function chain(folder: FolderView): { names: string[]; last: FolderView } {
  const names = [folder.name]
  let last = folder
  for (let [only] = last.folders; only && last.path !== ''; [only] = last.folders) {
    if (last.folders.length > 1 || total(only.tally) !== total(last.tally)) break
    names.push(only.name)
    last = only
  }
  return { names, last }
}

const isOnWay = (path: string, target: string | undefined) =>
  target !== undefined && (path === '' || target === path || target.startsWith(`${path}.`))

function failurePath(root: FolderView): string | undefined {
  if (root.tally.failed === 0) return undefined
  let folder = root
  for (;;) {
    const inner = folder.folders.find(({ tally }) => tally.failed > 0)
    if (!inner) return folder.path
    folder = inner
  }
}

/** `✕ 3 · ✓ 12`. */
export const small = ({ passed, failed, other = 0 }: Tally): Markup =>
  html`${failed > 0 && html`<span class="fail">✕ ${grouped(failed)}</span> `}${passed > 0 && html`<span class="pass">✓ ${grouped(passed)}</span> `}${other > 0 && html`<span class="other">– ${grouped(other)}</span>`}`

/** Failure texts longer than this are folded. */
export const foldedAfterLines = 20

/** Failures that show their text at once; the others open by a click. */
const openFailures = 3

/** Failed test cases with their texts, the first ones open. */
export const failureCards = (records: readonly RecordView[]): Markup =>
  html`${records.map((record, index) => failureCard(record, index < openFailures))}`

/** A failed test case with its text: the first lines, and the rest folded. */
export function failureCard(record: RecordView, isOpen = true): Markup {
  return html`<article class="failure"><p class="trail">${trail(record.folders)}</p><h3>${titleOf(record)}</h3>${chips(record)}${
    record.text !== undefined &&
    html`<details${isOpen && html` open`}><summary>${firstLine(record.text)}</summary>${foldedText(record.text, record.textHref)}</details>`
  }${attachmentLinks(record.attachments)}</article>`
}

const firstLine = (text: string) => {
  const line = text.slice(0, 500).trimStart().split('\n', 1)[0] ?? ''
  return line.length > 160 ? `${line.slice(0, 160)}…` : line
}

function foldedText(text: string, wholeHref?: string): Markup {
  const lines = text.split('\n')
  const rest = lines.slice(foldedAfterLines).join('\n')
  return html`<pre>${lines.slice(0, foldedAfterLines).join('\n')}</pre>${
    rest !== '' &&
    html`<details class="more"><summary>${counted(lines.length - foldedAfterLines, 'more line')}</summary><pre>${rest}</pre></details>`
  }${wholeHref !== undefined && html`<p><a href="${wholeHref}">The whole text</a></p>`}`
}

const isPicture = (name: string) => /\.(png|jpe?g|gif|webp)$/i.test(name)

/** Files of an execution: pictures as they are, others by name. */
export function attachmentLinks(attachments: readonly { name: string; href: string }[] = []): Markup {
  return html`${attachments.map(({ name, href }) =>
    isPicture(name)
      ? html`<a href="${href}"><img class="thumb" loading="lazy" src="${href}" alt="${name}"></a>`
      : html`<p><a href="${href}">${name}</a></p>`,
  )}`
}

const titleOf = ({ name, href }: RecordView) =>
  href === undefined ? html`${name}` : html`<a href="${href}">${name}</a>`

function chips({ requirements = [], tags = [], notes = [] }: RecordView): Markup | false {
  const all = [...requirements, ...tags.map((tag) => `#${tag}`), ...notes]
  return all.length > 0 && html`<div>${all.map((text) => html`<span class="chip">${text}</span>`)}</div>`
}

const marks = { passed: '✓', failed: '✕', other: '–' } as const
const markClass = { passed: 'pass', failed: 'fail', other: 'other' } as const

/** Test cases as a list, grouped under their folder. */
export const recordList = (records: readonly RecordView[]): Markup =>
  html`<ul class="records">${records.map((record, index) => {
    const above = records[index - 1]
    const isNewFolder = !above || trail(above.folders) !== trail(record.folders)
    return html`${isNewFolder && record.folders.length > 0 && html`<li class="group">${trail(record.folders)}</li>`}<li><span class="${markClass[record.outcome]}" title="${record.label ?? record.outcome}">${marks[record.outcome]}<span class="skip">${record.label ?? record.outcome}</span></span><div>${titleOf(record)} ${chips(record)}${
      record.text !== undefined &&
      html`<details class="more"><summary>Failure text</summary><pre>${record.text}</pre></details>`
    }</div><div class="side">${record.outcome === 'other' ? record.label : ''} ${record.durationMs !== undefined && duration(record.durationMs)}</div></li>`
  })}</ul>`

const changeTitles = { broken: 'Newly failing', fixed: 'Fixed', new: 'New', gone: 'No longer there' } as const

/** What differs from the run before; each kind shows its first ten. */
export function changeLists(changes: readonly ChangeView[], counts: Record<ChangeView['kind'], number>): Markup {
  const kinds = (['broken', 'fixed', 'new', 'gone'] as const).filter((kind) => counts[kind] > 0)
  if (kinds.length === 0) return html`<p class="soft">No test case changed.</p>`
  return html`<div class="changes">${kinds.map((kind) => {
    const shown = changes.filter((change) => change.kind === kind).slice(0, 10)
    const more = counts[kind] - shown.length
    return html`<div><strong class="${kind === 'broken' ? 'fail' : kind === 'fixed' ? 'pass' : ''}">${changeTitles[kind]}: ${grouped(counts[kind])}</strong><ul>${shown.map(
      ({ folders, name, href }) =>
        html`<li>${href === undefined ? name : html`<a href="${href}">${name}</a>`} <span class="soft">${trail(folders)}</span></li>`,
    )}${more > 0 && html`<li class="soft">and ${grouped(more)} more</li>`}</ul></div>`
  })}</div>`
}

/** `1–200 of 1,234` with links to the neighbours. */
export function pager({ total, offset, size }: PageView, hrefAt: (offset: number) => string): Markup | false {
  if (total <= size && offset === 0) return false
  const last = Math.min(offset + size, total)
  return html`<nav class="pager" aria-label="Pages">${offset > 0 && html`<a rel="prev" href="${hrefAt(Math.max(0, offset - size))}">← before</a>`}<span class="soft">${grouped(Math.min(offset + 1, total))}–${grouped(last)} of ${grouped(total)}</span>${last < total && html`<a rel="next" href="${hrefAt(last)}">after →</a>`}</nav>`
}

/** Search field, a choice, and fields that keep the rest of the address. */
export function filterForm(request: {
  text: string
  placeholder: string
  choice?: { name: string; label: string; value: string; of: readonly (readonly [value: string, text: string])[] }
  keep?: Readonly<Record<string, string>>
}): Markup {
  const { text, placeholder, choice, keep = {} } = request
  return html`<form class="filter" role="search"><input type="search" name="text" value="${text}" placeholder="${placeholder}" aria-label="${placeholder}">${
    choice &&
    html`<select name="${choice.name}" aria-label="${choice.label}">${choice.of.map(([value, label]) => html`<option value="${value}"${value === choice.value && html` selected`}>${label}</option>`)}</select>`
  }${Object.entries(keep)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}<button>Filter</button></form>`
}

/** `?a=1&b=2` of what is not empty. */
export function query(parts: Readonly<Record<string, string | number | undefined>>): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(parts))
    if (value !== undefined && value !== '' && value !== 0) parameters.set(name, String(value))
  return `?${parameters}`
}
