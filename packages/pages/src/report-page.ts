import { gzipSync } from 'node:zlib'
import { element, html, type Markup } from './html.js'
import type { FolderView, RecordView, Tally } from './model.js'
import { bigCounts, deepestLevel, failureCards, folderTree, shareBar } from './parts.js'
import { reportScript } from './report-script.js'
import { file } from './shell.js'
import { counted, grouped } from './text.js'

/** One test case of the report: `failed` and `passed` as Zephyr records it, `other` where it is left out. */
export interface ReportCase {
  folders: readonly string[]
  name: string
  outcome: 'passed' | 'failed' | 'other'
  durationMs?: number
  /** Why it is recorded so, or left out. */
  notes?: readonly string[]
  /** The failure's text. */
  text?: string
  requirements?: readonly string[]
  tags?: readonly string[]
  /** The result file it stands in. */
  file?: string
}

export interface ReportRequest {
  title: string
  /** Sentences below the title. */
  lines: readonly string[]
  cases: readonly ReportCase[]
}

/** Failures shown with their text; all are in the list below. */
const shownFailures = 200
/** Up to this number of test cases are plain markup too, for readers without JavaScript. */
const plainCases = 2000
/** A failure's text in the page is cut to this many characters; the result file has the whole. */
const textLength = 4000
/** Folders in the tree at the most; below that the list of test cases still has all. */
const shownFolders = 4000

/**
 * What Zephyr would record, as one file that loads nothing. Test cases stand as data, and the page's script shows 200 at
 * a time: 100,000 test cases open as fast as ten.
 */
export function reportFile({ title, lines, cases }: ReportRequest): string {
  const tally = tallyOf(cases)
  const failures = cases.filter(({ outcome }) => outcome === 'failed')
  const root = folderOf(cases)
  const body = html`<h1>${title}</h1>${bigCounts(tally, 'left out')}${shareBar(tally)}${lines.map((line) => html`<p>${line}</p>`)}
${
  failures.length > 0 &&
  html`<h2>Failures <small>${grouped(failures.length)}</small></h2>${failureCards(failures.slice(0, shownFailures).map(recordOf))}${
    failures.length > shownFailures &&
    html`<p class="soft">and ${counted(failures.length - shownFailures, 'more failure')} in the list below</p>`
  }`
}
<h2 id="all">Test cases <small id="shown" role="status"></small></h2>
<form class="filter" id="bar" hidden><input id="filter" type="search" placeholder="Filter by name, folder or reason (press /)" aria-label="Filter">
<select id="state" aria-label="Which"><option value="">all</option><option value="f">failed</option><option value="p">passed</option><option value="o">left out</option><option value="w">with a reason</option></select></form>
<div class="split"><aside id="folders">${folderTree(root, { hrefOf: (path) => `#/${encodeURIComponent(path)}` })}</aside>
<div><ul class="records" id="list">${cases.length <= plainCases && plainList(cases)}</ul><p><button type="button" id="more" hidden></button></p>
${cases.length > plainCases && html`<noscript><p class="notice">The list of all ${grouped(cases.length)} test cases needs JavaScript; counts, folders and failures stand here without it.</p></noscript>`}</div></div>
${dataElement(cases)}`
  return file({ title, body, scripts: reportScript })
}

function tallyOf(cases: readonly ReportCase[]): Tally {
  const tally = { passed: 0, failed: 0, other: 0 }
  for (const { outcome } of cases) tally[outcome]++
  return tally
}

const recordOf = (each: ReportCase): RecordView => ({
  ...each,
  text:
    each.text !== undefined && each.text.length > textLength
      ? `${each.text.slice(0, textLength)}\n… cut: the result file has all ${grouped(each.text.length)} characters`
      : each.text,
})

const plainList = (cases: readonly ReportCase[]): Markup[] => {
  const marks = { passed: '✓', failed: '✕', other: '–' } as const
  const classes = { passed: 'pass', failed: 'fail', other: 'other' } as const
  return cases.map(
    ({ folders, name, outcome, notes = [] }) =>
      html`<li><span class="${classes[outcome]}">${marks[outcome]}</span><div>${name} ${notes.map((note) => html`<span class="chip">${note}</span>`)}<div class="folder">${folders.join(' › ')}</div></div></li>`,
  )
}

interface OpenFolder {
  tally: Required<Tally>
  inner: Map<string, OpenFolder>
}

/** The folders of all test cases with their counts; folders beyond `shownFolders` are counted in their parents. */
function folderOf(cases: readonly ReportCase[]): FolderView {
  const opened = (): OpenFolder => ({ tally: { passed: 0, failed: 0, other: 0 }, inner: new Map() })
  const root = opened()
  let count = 0
  for (const { folders, outcome } of cases) {
    let folder = root
    folder.tally[outcome]++
    for (const name of folders.slice(0, deepestLevel)) {
      let next = folder.inner.get(name)
      if (!next) {
        if (++count > shownFolders) break
        next = opened()
        folder.inner.set(name, next)
      }
      next.tally[outcome]++
      folder = next
    }
  }
  return closed('All folders', '', root)
}

const closed = (name: string, path: string, { tally, inner }: OpenFolder): FolderView => ({
  name,
  path,
  tally,
  folders: [...inner]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([each, folder]) => closed(each, path === '' ? each : `${path}.${each}`, folder)),
})

/** Data longer than this many characters is put into the page compressed. */
const plainDataLength = 1_000_000

function dataElement(cases: readonly ReportCase[]): Markup {
  const data = dataOf(cases)
  // `</script>` and `<!--` must not end or change the element that holds the data.
  if (data.length <= plainDataLength)
    return element('script', data.replaceAll('<', '\\u003c'), { id: 'data', type: 'application/json' })
  return element('script', gzipSync(data).toString('base64'), { id: 'data', type: 'application/gzip' })
}

/** Columns rather than rows: folders once, outcomes as one string, reasons only where there are any. */
function dataOf(cases: readonly ReportCase[]): string {
  const folders: string[] = []
  const positions = new Map<string, number>()
  const notes: Record<number, string> = {}
  const folderOfCase = cases.map(({ folders: names }) => {
    const key = names.join('\u0000')
    let position = positions.get(key)
    if (position === undefined) {
      position = folders.push(names.join('.')) - 1
      positions.set(key, position)
    }
    return position
  })
  for (const [index, { notes: own = [] }] of cases.entries()) if (own.length > 0) notes[index] = own.join('; ')
  const data = {
    folders,
    folder: folderOfCase,
    names: cases.map(({ name }) => name),
    outcomes: cases.map(({ outcome }) => outcome[0]).join(''),
    notes,
    times: cases.some(({ durationMs }) => durationMs) ? cases.map(({ durationMs = 0 }) => Math.round(durationMs)) : [],
  }
  return JSON.stringify(data)
}
