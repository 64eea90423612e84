// The Chromium in which tests open pages. Where none is on the machine, Debian's is installed (by root, as on a CI machine).
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The path of a Chromium; `undefined` where there is none and none can be installed here. */
export function chromiumPath() {
  const found = places.find(existsSync)
  if (found || process.platform !== 'linux' || process.getuid?.() !== 0) return found
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', 'chromium']]) {
    const { status } = spawnSync('apt-get', ['--quiet', ...args], {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    if (status !== 0) return undefined
  }
  return places.find(existsSync)
}

/** Started as root in a container, offline: without a sandbox of its own, and without what it does in the background. */
export const launchOptions = () => ({
  executablePath: chromiumPath(),
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
})
