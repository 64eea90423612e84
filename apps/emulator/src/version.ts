import { readFileSync } from 'node:fs'

/** Version of this package. */
export const version: string = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version

/** Throws where Node is too old, before anything asks it for `node:sqlite`. */
export function assertNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 22 || (major === 22 && minor < 13))
    throw new Error(
      `The Zephyr emulator needs Node 22.13 or newer (for node:sqlite); this is ${process.version}. Start it on Node 22, whatever the project runs on: npx -p node@22 -p @zephyr-reporters/emulator zephyr-emulator`,
    )
}
