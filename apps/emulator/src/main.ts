#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 13)) {
  console.error(`zephyr-emulator needs Node 22.13 or newer (for node:sqlite); this is ${process.version}.`)
  process.exit(2)
}
// What comes below loads node:sqlite, which an older Node does not have.
const { run } = await import('./command.js')
await run(process.argv)

export {}
