#!/usr/bin/env node
import { runProgram } from './program.js'

// `zephyr-report jobs list | head -1`: a reader that has seen enough is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

await runProgram(process.argv.slice(2))
