import type { CaseFate } from '@zephyr-reporters/core'
import { countsLine, type Folder, reasonsOf, stateOf } from './preview-tree.js'

/**
 * One self-contained page: no network, light and dark as the system is. A tree for the keyboard too: arrows move, open
 * and close, `/` goes to the filter, Escape clears it.
 */
export function previewPage(tree: Folder, lines: readonly string[]): string {
  const [head = '', ...others] = lines
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>What Zephyr would record</title>
<style>${style}</style></head><body>
<h1>What Zephyr would record</h1>
<p><strong>${escaped(head)}</strong></p>${others.map((line) => `<p>${escaped(line)}</p>`).join('')}
<div class="bar">
<input id="filter" type="search" placeholder="Filter by name, package or reason (press /)" aria-label="Filter">
<select id="state" aria-label="Which"><option value="">all</option><option value="FAIL">failed</option><option value="PASS">passed</option><option value="–">left out</option><option value="why">with a reason</option></select>
<button id="open" type="button">Open all</button><button id="close" type="button">Close all</button><span id="shown" role="status"></span></div>
<ul id="tree" role="tree" aria-label="Folders and test cases">
${tree.folders.map(folderItem).join('\n')}
${tree.fates.map(caseItem).join('\n')}
</ul>
<script>${script}</script></body></html>
`
}

const folderItem = (folder: Folder): string =>
  `<li role="treeitem" aria-expanded="true" tabindex="-1"><span class="folder">${escaped(folder.names.join(' › '))}<span class="counts">${countsLine(folder)}</span></span><ul role="group">
${folder.folders.map(folderItem).join('\n')}
${folder.fates.map(caseItem).join('\n')}
</ul></li>`

function caseItem(fate: CaseFate): string {
  const state = stateOf(fate)
  const why = reasonsOf(fate).join('; ')
  return `<li role="treeitem" tabindex="-1" class="case" data-state="${state}" title="${escaped(fate.file)}"><span class="${state === '–' ? 'left' : state}">${state}</span><span class="name">${escaped(fate.name)}</span>${why === '' ? '' : `<span class="why">${escaped(why)}</span>`}</li>`
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)

const style = `
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 0 auto; padding: 1rem 1.5rem; background: light-dark(#fff, #16181d); color: light-dark(#1f2328, #dde1e6) }
  h1 { font-size: 1.4rem } p { margin: .2rem 0 }
  .bar { position: sticky; top: 0; background: inherit; background: light-dark(#fff, #16181d); padding: .6rem 0; display: flex; gap: .6rem; align-items: center; flex-wrap: wrap; z-index: 1 }
  input, select, button { font: inherit; color: inherit; background: light-dark(#f6f8fa, #22262d); border: 1px solid light-dark(#c9d1d9, #444c56); border-radius: 6px; padding: .25rem .6rem }
  input { flex: 1; min-width: 14rem } ul { list-style: none; margin: 0; padding: 0 } ul ul { padding-left: 1.2rem; border-left: 1px solid light-dark(#e3e6ea, #2f353d); margin-left: .35rem }
  li { border-radius: 4px } li:focus { outline: none } li:focus-visible > .folder, li.case:focus-visible { outline: 2px solid light-dark(#0969da, #58a6ff); outline-offset: -2px }
  .folder { display: block; font-weight: 600; cursor: pointer; padding: .15rem .3rem; overflow-wrap: anywhere; border-radius: 4px }
  .folder::before { content: '▾ ' } [aria-expanded=false] > .folder::before { content: '▸ ' } [aria-expanded=false] > ul { display: none }
  .counts { font-weight: 400; opacity: .75; margin-left: .8rem } .case { display: flex; gap: .8rem; padding: .1rem .3rem; overflow-wrap: anywhere }
  .case > :first-child { flex: 0 0 3.2rem; font-weight: 600 } .name { flex: 1 } .why { opacity: .75; flex: 0 1 40%; text-align: right }
  .PASS { color: light-dark(#1a7f37, #57ab5a) } .FAIL { color: light-dark(#c0262d, #ff7b72) } .left { opacity: .75 } [hidden] { display: none !important }
`

const script = `
const byId = (id) => document.getElementById(id)
const [filter, state, shown, tree] = ['filter', 'state', 'shown', 'tree'].map(byId)
const items = [...tree.querySelectorAll('li')], cases = items.filter((item) => item.classList.contains('case')), folders = items.filter((item) => !item.classList.contains('case'))
const folderText = new Map(), textOf = (item) => {
  if (!item) return ''
  if (!folderText.has(item)) folderText.set(item, textOf(item.parentElement.closest('li')) + ' ' + item.firstElementChild.firstChild.textContent)
  return folderText.get(item)
}
const texts = cases.map((item) => (textOf(item.parentElement.closest('li')) + ' ' + item.textContent).toLowerCase())
function apply() {
  const words = filter.value.toLowerCase().split(/\\s+/).filter(Boolean), wanted = state.value
  let count = 0
  for (const folder of folders) folder.hidden = true
  cases.forEach((item, index) => {
    const fits = words.every((word) => texts[index].includes(word)) && (wanted === '' || (wanted === 'why' ? item.querySelector('.why') : item.dataset.state === wanted))
    item.hidden = !fits
    if (!fits) return
    count++
    for (let up = item.parentElement.closest('li'); up && up.hidden; up = up.parentElement.closest('li')) up.hidden = false
  })
  shown.textContent = count + ' of ' + cases.length + ' shown'
  rove()
}
const visible = () => items.filter((item) => item.getClientRects().length > 0)
function rove(to = tree.querySelector('[tabindex="0"]')) {
  const found = to && to.getClientRects().length > 0 ? to : visible()[0]
  for (const item of tree.querySelectorAll('[tabindex="0"]')) item.tabIndex = -1
  if (found) found.tabIndex = 0
  return found
}
const go = (item) => item && rove(item)?.focus()
const set = (folder, open) => { folder.setAttribute('aria-expanded', String(open)); rove() }
filter.addEventListener('input', apply)
state.addEventListener('change', apply)
byId('open').addEventListener('click', () => folders.forEach((folder) => folder.setAttribute('aria-expanded', 'true')))
byId('close').addEventListener('click', () => { folders.forEach((folder) => folder.setAttribute('aria-expanded', 'false')); rove() })
tree.addEventListener('click', (event) => {
  const item = event.target.closest('li')
  if (!item) return
  if (event.target.closest('.folder')) set(item, item.getAttribute('aria-expanded') === 'false')
  go(item)
})
tree.addEventListener('keydown', (event) => {
  const item = event.target.closest('li'), open = item?.getAttribute('aria-expanded'), all = visible(), at = all.indexOf(item)
  const act = {
    ArrowDown: () => go(all[at + 1]), ArrowUp: () => go(all[at - 1]), Home: () => go(all[0]), End: () => go(all.at(-1)),
    ArrowRight: () => open === 'false' ? set(item, true) : open && go(all[at + 1]),
    ArrowLeft: () => open === 'true' ? set(item, false) : go(item.parentElement.closest('li')),
    Enter: () => open && set(item, open === 'false'), ' ': () => open && set(item, open === 'false'),
  }[event.key]
  if (!act || !item || event.ctrlKey || event.metaKey || event.altKey) return
  event.preventDefault()
  act()
})
document.addEventListener('keydown', (event) => {
  if (event.key === '/' && event.target !== filter) { event.preventDefault(); filter.focus(); filter.select() }
  if (event.key === 'Escape') { filter.value = ''; state.value = ''; apply() }
  if (event.key === 'ArrowDown' && event.target === filter) { event.preventDefault(); go(visible()[0]) }
})
apply()
`
