// Takes every request, throws its body away, and answers as Zephyr does: an empty list, or a run.
import { createServer } from 'node:http'

let first
let bytes = 0
const server = createServer((request, response) => {
  request.on('data', (piece) => (bytes += piece.length))
  request.on('end', () => {
    const body = JSON.stringify(request.method === 'GET' ? [] : { id: 1, status: 'new' })
    response.writeHead(200, { 'content-type': 'application/json' }).end(body)
  })
})
server.on('connection', (socket) => socket.once('data', () => (first ??= performance.timeOrigin + performance.now())))
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
process.on('message', () => {
  process.send({ first, bytes })
  server.close()
  server.closeAllConnections()
})
process.on('disconnect', () => process.exit())
