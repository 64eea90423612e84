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

/** UI mode tells its page's address: the socket lies beside it. */
async function uiSocket(address: string): Promise<string> {
  const { headers } = await fetch(address, { redirect: 'manual' })
  const session = headers.get('location')?.split('/')[1]
  return `${address.replace('http:', 'ws:')}/${session}/ws`
}
