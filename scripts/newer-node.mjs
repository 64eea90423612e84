/**
 * Ends the process with one line where this Node is older than what starts the emulator or strips types, for scripts that
 * somebody started without npm.
 */
export function needsNewerNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 13)) return
  console.error(
    `This script needs Node 22.13 or newer, and this is ${process.version}. \`npm run docs\` brings its own; so does node_modules/.bin/node.`,
  )
  process.exit(1)
}
