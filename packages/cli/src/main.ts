#!/usr/bin/env node
import { runProgram } from './program.js'

let isBroken = false
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // `zephyr-report jobs list | head -1`: a reader that has seen enough is no fault of ours.
  if (error.code === 'EPIPE') process.exit()
  // A full device: what is under way goes on, a delivery above all.
  if (!isBroken) process.stderr.write(`zephyr-report: standard output cannot be written (${error.message}).\n`)
  isBroken = true
})
// Nobody is left to be told; no delivery ends for want of a reader.
process.stderr.on('error', () => {})
process.on('exit', () => {
  if (isBroken) process.exitCode ||= 1
})

await runProgram(process.argv.slice(2))
