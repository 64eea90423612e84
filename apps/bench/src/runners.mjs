// The runners that are measured: each has a file in runners/ with what people use beside it, in the way its own
// documentation sets it up to write a local file. What else is known of a runner is its descriptor's.
import { existsSync } from 'node:fs'
import { runners as descriptors } from '../../../packages/reporter-kit/src/runners.ts'

/** What is measured of each runner, keyed by its name. `ours` among the variants writes its file; without an address nothing is sent. */
export const runners = Object.fromEntries(
  await Promise.all(
    descriptors
      .map((descriptor) => ({ descriptor, file: new URL(`./runners/${descriptor.name}.mjs`, import.meta.url) }))
      .filter(({ file }) => existsSync(file))
      .map(async ({ descriptor, file }) => [descriptor.name, { ...descriptor, ...(await import(file.href)).default }]),
  ),
)

/** npm packages with exact versions: the runners, and what people use. */
export const installs = Object.assign({}, ...Object.values(runners).map((runner) => runner.installs))
export const peers = Object.assign({}, ...Object.values(runners).map((runner) => runner.peers))
