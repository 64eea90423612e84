#!/usr/bin/env node

let isBroken = false
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // `zephyr-report jobs list | head -1`: a reader that has seen enough is no fault of ours.
  if (error.code === 'EPIPE') process.exit()
  // A full device: what is under way goes on, a delivery above all.
  if (!isBroken) process.stderr.write(`zephyr-report: standard output cannot be written (${error.message}).\n`)
  isBroken = true
})
// The reader is gone (`| head`); a delivery goes on without it.
process.stderr.on('error', () => {})
process.on('exit', () => {
  if (isBroken) process.exitCode ||= 1
})

// Everything else is imported only then: an older Node cannot even load it, and would say so in a stack trace.
const oldestNode = '20.19'
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major > 20 || (major === 20 && minor >= 19)) {
  const { runProgram } = await import('./program.js')
  await runProgram(process.argv.slice(2))
} else {
  process.stderr.write(`zephyr-report: needs Node ${oldestNode} or newer, and this is ${process.versions.node}.\n`)
  process.exitCode = 2
}
