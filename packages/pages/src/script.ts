/** The little JavaScript of the emulator's pages: times stay current, what arrives shows without a reload, `/` goes to the search field. */
export const script = `
const units = [[60, 1, 's'], [3600, 60, 'min'], [86400, 3600, 'h'], [Infinity, 86400, 'd']]
const age = (at) => {
  const seconds = Math.max(0, Math.floor((Date.now() - at) / 1000))
  if (seconds < 5) return 'just now'
  const [, unit, name] = units.find(([limit]) => seconds < limit)
  return Math.floor(seconds / unit) + ' ' + name + ' ago'
}
const freshen = () => { for (const time of document.querySelectorAll('time[data-at]')) time.textContent = age(Number(time.dataset.at)) }
setInterval(freshen, 5000)

const live = document.getElementById('live')
let wanted = false, busy = false
async function reread() {
  if (busy) { wanted = true; return }
  busy = true
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } })
    const main = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('main')
    const old = document.getElementById('main')
    const isTyping = old.contains(document.activeElement) && /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)
    const focused = document.activeElement?.closest?.('a')?.outerHTML
    const marked = (details) => details.querySelector('summary')?.textContent ?? ''
    const open = new Map([...old.querySelectorAll('details')].map((details) => [marked(details), details.open]))
    if (main && !isTyping && main.innerHTML !== old.innerHTML) {
      for (const details of main.querySelectorAll('details')) if (open.has(marked(details))) details.open = open.get(marked(details))
      old.replaceWith(main)
      if (focused) [...main.querySelectorAll('a[href]')].find((link) => link.outerHTML === focused)?.focus({ preventScroll: true })
    }
  } catch { /* The server is away; the event stream reconnects when it is back. */ }
  busy = false
  if (wanted) { wanted = false; setTimeout(reread, 300) }
}
const events = document.body.dataset.events
if (events) {
  const source = new EventSource(events)
  source.onopen = () => { live.textContent = '● live' }
  source.onerror = () => { live.textContent = '○ not connected' }
  source.onmessage = () => reread()
}
document.addEventListener('keydown', (event) => {
  const field = document.querySelector('input[type=search]')
  if (event.key === '/' && field && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) { event.preventDefault(); field.focus(); field.select() }
})
`
