/**
 * The report's script: filter, folders and keyboard over the data in the page. `/` goes to the filter, Escape clears it,
 * arrows move through the folders. The state stands in the address after `#`.
 */
export const reportScript = `
const byId = (id) => document.getElementById(id)
async function readData() {
  const { type, textContent } = byId('data')
  if (type === 'application/json') return JSON.parse(textContent)
  const bytes = Uint8Array.from(atob(textContent), (character) => character.charCodeAt(0))
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).json()
}
async function start() {
const data = await readData()
const [bar, filter, state, shown, list, more, folders] = ['bar', 'filter', 'state', 'shown', 'list', 'more', 'folders'].map(byId)
const step = 200, marks = { p: '✓', f: '✕', o: '–' }, classes = { p: 'pass', f: 'fail', o: 'other' }
const lower = data.names.map((name, at) => (data.folders[data.folder[at]] + ' ' + name + ' ' + (data.notes[at] ?? '')).toLowerCase())
let folder = '', found = [], upTo = 0
const isBelow = (path) => folder === '' || path === folder || path.startsWith(folder + '.')
function apply() {
  const words = filter.value.toLowerCase().split(/\\s+/).filter(Boolean), wanted = state.value
  const below = data.folders.map(isBelow)
  found = []
  for (let at = 0; at < data.names.length; at++) {
    if (!below[data.folder[at]]) continue
    if (wanted === 'w' ? data.notes[at] === undefined : wanted !== '' && data.outcomes[at] !== wanted) continue
    if (!words.every((word) => lower[at].includes(word))) continue
    found.push(at)
  }
  upTo = 0
  list.replaceChildren()
  shown.textContent = found.length === data.names.length ? String(found.length) : found.length + ' of ' + data.names.length
  for (const link of folders.querySelectorAll('a')) {
    if (pathOf(link) === folder) link.setAttribute('aria-current', 'true'); else link.removeAttribute('aria-current')
  }
  append()
}
const element = (name, className, text) => { const made = document.createElement(name); made.className = className; made.textContent = text; return made }
function append() {
  const part = document.createDocumentFragment()
  let last = upTo > 0 ? data.folder[found[upTo - 1]] : -1
  for (const at of found.slice(upTo, upTo + step)) {
    if (data.folder[at] !== last) {
      last = data.folder[at]
      if (data.folders[last] !== '') part.append(element('li', 'group', data.folders[last].replaceAll('.', ' › ')))
    }
    const item = document.createElement('li'), middle = document.createElement('div'), outcome = data.outcomes[at]
    middle.append(data.names[at] + ' ')
    if (data.notes[at] !== undefined) middle.append(element('span', 'chip', data.notes[at]))
    item.append(element('span', classes[outcome], marks[outcome]), middle)
    if (data.times.length > 0) item.append(element('span', 'side', (data.times[at] / 1000).toFixed(2) + ' s'))
    part.append(item)
  }
  upTo = Math.min(upTo + step, found.length)
  list.append(part)
  more.hidden = upTo >= found.length
  more.textContent = 'Show ' + Math.min(step, found.length - upTo) + ' more of ' + (found.length - upTo)
}
const pathOf = (link) => decodeURIComponent(link.getAttribute('href').slice(2))
const write = () => history.replaceState(null, '', '#/' + encodeURIComponent(folder) + '?' + new URLSearchParams({ text: filter.value, state: state.value }))
function read() {
  const [path = '', rest = ''] = location.hash.replace(/^#\\/?/, '').split('?')
  const asked = new URLSearchParams(rest)
  try { folder = decodeURIComponent(path) } catch { folder = '' }
  if (folder !== '' && !data.folders.some((each) => each === folder || each.startsWith(folder + '.'))) folder = ''
  filter.value = asked.get('text') ?? ''
  state.value = asked.get('state') ?? ''
  apply()
}
let timer
const later = () => { clearTimeout(timer); timer = setTimeout(() => { apply(); write() }, 80) }
filter.addEventListener('input', later)
state.addEventListener('change', later)
more.addEventListener('click', append)
bar.addEventListener('submit', (event) => event.preventDefault())
folders.addEventListener('click', (event) => {
  const link = event.target.closest('a')
  if (!link) return
  event.preventDefault()
  folder = pathOf(link)
  apply()
  write()
})
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === '/' && event.target !== filter) { event.preventDefault(); filter.focus(); filter.select() }
  if (event.key === 'Escape') { filter.value = ''; state.value = ''; folder = ''; apply(); write() }
  if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && folders.contains(document.activeElement)) {
    event.preventDefault()
    const links = [...folders.querySelectorAll('a')].filter((link) => link.checkVisibility())
    links[links.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1)]?.focus()
  }
  const details = document.activeElement?.closest?.('#folders details')
  if (details && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')) details.open = event.key === 'ArrowRight'
})
addEventListener('hashchange', read)
bar.hidden = false
read()
}
start()
`
