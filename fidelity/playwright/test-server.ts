/**
 * Runs all tests as UI mode's page or an editor does, over Playwright's test server.
 *
 * @param printed What Playwright printed so far, with the server's address in it.
 * @returns Whether the address was there.
 */
export async function runTestsOverServer(printed: string): Promise<boolean> {
  const address = /Listening on (\S+)/.exec(printed)?.[1]
  if (!address) return false
  const socket = new WebSocket(address.startsWith('ws:') ? address : await uiSocket(address))
  await new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = reject
  })
  let id = 0
  const call = (method: string, params: object) =>
    new Promise<void>((resolve) => {
      const mine = ++id
      socket.addEventListener('message', ({ data }) => {
        if (JSON.parse(String(data)).id === mine) resolve()
      })
      socket.send(JSON.stringify({ id: mine, method, params }))
    })
  await call('initialize', { interceptStdio: false, closeOnDisconnect: true })
  await call('runTests', { locations: [], trace: 'off' })
  socket.close()
  return true
}

/** UI mode tells its page's address: the socket lies beside it (1.65), or the page's own address names it (1.44). */
async function uiSocket(address: string): Promise<string> {
  const { headers } = await fetch(address, { redirect: 'manual' })
  const page = new URL(headers.get('location') ?? '', address)
  const named = page.searchParams.get('ws')
  return `${page.origin.replace('http:', 'ws:')}/${named ?? `${page.pathname.split('/')[1]}/ws`}`
}
