import type { CaseFate, Counts } from '@zephyr-reporters/core'

/** One self-contained page: no network, light and dark, a filter that the keyboard reaches with `/`. */
export function previewPage(fates: readonly CaseFate[], { recorded, failed, flaky, notRun }: Counts): string {
  const folders = groups(fates)
  const sections = [...folders].sort(([a], [b]) => (a < b ? -1 : 1)).map(([folder, inside]) => section(folder, inside))
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>What Zephyr would record</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 0 auto; padding: 1rem 1.5rem }
  .bar { position: sticky; top: 0; background: Canvas; padding: .5rem 0; display: flex; gap: 1rem; align-items: center; flex-wrap: wrap }
  input { font: inherit; padding: .3rem .6rem; flex: 1; min-width: 14rem } label { white-space: nowrap }
  summary { font-weight: 600; cursor: pointer; margin-top: .8rem } table { border-collapse: collapse; width: 100% }
  td { padding: .2rem .8rem .2rem 0; vertical-align: top; border-top: 1px solid color-mix(in srgb, currentColor 12%, transparent); overflow-wrap: anywhere }
  td:first-child { width: 4rem; font-weight: 600 } .PASS { color: light-dark(#1a7f37, #57ab5a) } .FAIL { color: light-dark(#c0262d, #ff7b72) } .why { opacity: .7 }
</style></head><body>
<h1>What Zephyr would record</h1>
<p>${recorded} test cases: <span class="PASS">${recorded - failed} passed</span>${flaky ? ` (${flaky} flaky)` : ''}, <span class="FAIL">${failed} failed</span>${notRun ? `; ${notRun} did not run` : ''}.</p>
<div class="bar"><input id="filter" type="search" placeholder="Filter by name, package or reason (press /)" aria-label="Filter"><label><input id="red" type="checkbox"> failed only</label><span id="shown" role="status"></span></div>
${sections.join('\n')}
<script>
const filter = document.getElementById('filter'), red = document.getElementById('red'), shown = document.getElementById('shown')
function apply() {
  const wanted = filter.value.toLowerCase()
  let count = 0
  for (const part of document.querySelectorAll('details')) {
    let inside = 0
    for (const row of part.querySelectorAll('tr')) {
      row.hidden = !(part.dataset.folder + ' ' + row.textContent).toLowerCase().includes(wanted) || (red.checked && row.dataset.state !== 'FAIL')
      if (!row.hidden) inside++
    }
    part.hidden = inside === 0
    count += inside
  }
  shown.textContent = count + ' shown'
}
filter.addEventListener('input', apply)
red.addEventListener('change', apply)
document.addEventListener('keydown', (event) => {
  if (event.key === '/' && document.activeElement !== filter) { event.preventDefault(); filter.focus() }
  if (event.key === 'Escape') { filter.value = ''; apply() }
})
apply()
</script></body></html>
`
}

function groups(fates: readonly CaseFate[]): Map<string, CaseFate[]> {
  const folders = new Map<string, CaseFate[]>()
  for (const fate of fates) {
    const inside = folders.get(fate.packageName)
    if (inside) inside.push(fate)
    else folders.set(fate.packageName, [fate])
  }
  return folders
}

function section(folder: string, inside: readonly CaseFate[]): string {
  const rows = inside.map(({ name, outcome, omitted, reason, mends }) => {
    const state = omitted ? '–' : outcome === 'failed' ? 'FAIL' : 'PASS'
    const why = [...(omitted ? [`left out: ${reason ?? 'did not run'}`] : []), ...mends].join('; ')
    return `<tr data-state="${state}"><td class="${state}">${state}</td><td>${escaped(name)}</td><td class="why">${escaped(why)}</td></tr>`
  })
  return `<details open data-folder="${escaped(folder)}"><summary>${escaped(folder.replaceAll('.', ' › ') || '(no package)')}</summary><table>${rows.join('')}</table></details>`
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
