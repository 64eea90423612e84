import { join } from 'node:path'
import { differences, type NodeVersion, type Project, project, unaccounted } from '../harness/project.ts'
import { type Scenario, scenarios } from './truth.ts'

export { scenarios }

/** The newest Mocha that the peers allow. */
export const newest = '12.0.3'
export const oldest = '10.0.0'

export const dryRun = { ZEPHYR_DRY_RUN: 'true' }

/** A copy of one folder of `suite/` beside an install of the packed reporter and Mocha. */
export function mochaProject(suite: string, version = newest): Promise<Project> {
  return project({
    suite: join(import.meta.dirname, 'suite', suite),
    runner: 'mocha',
    install: { mocha: version },
  })
}

/** Runs one scenario; every difference from the truth, and from what Mocha itself counted, in words. */
export async function check(scenario: Scenario, version = newest, node: NodeVersion = '24'): Promise<string[]> {
  const { suite, args = [], rows } = scenario
  const { run, records, read } = await mochaProject(suite, version)
  const { code, stderr } = await run([...args], { node, env: dryRun })
  try {
    const found = await records()
    const counted = countedBy(JSON.parse(await read('own.json')), stderr)
    return [...differences(found, rows), ...unaccounted({ found, counted, code, stderr })]
  } catch (error) {
    return [`no result file (${error instanceof Error ? error.message : error}): ${stderr.slice(-500)}`]
  }
}

interface OwnReport {
  passes: { fullTitle: string }[]
  pending: unknown[]
  failures: { title: string; fullTitle: string }[]
}

/** Mocha's own JSON report. A test that fails after it passed stands there twice, and a failed hook among the tests. */
function countedBy({ passes, pending, failures }: OwnReport, stderr: string) {
  const failed = failures
    .filter(({ title }) => !/^"(before|after)|^Uncaught error outside/.test(title))
    // One test may fail twice: it calls `done` again.
    .filter((test, index, all) => isTwice(test) || index === all.findIndex((one) => one.fullTitle === test.fullTitle))
  const late = passes.filter((test) => failed.some((other) => other.fullTitle === test.fullTitle && !isTwice(test)))
  // What a failed hook or bail cut off, Mocha does not count at all.
  const cutOff = Array.from(stderr.matchAll(/(\d+) (?:did not run|bail)/g), ([, count]) => Number(count))
  const notRun = pending.length + cutOff.reduce((sum, count) => sum + count, 0)
  return { passed: passes.length - late.length, failed: failed.length, notRun }
}

/** Titles that the suites give to two tests on purpose. */
const isTwice = ({ fullTitle }: { fullTitle: string }) =>
  /(twice|adds|group same|twice flaky|same package|same file name|only same)$/.test(fullTitle)
