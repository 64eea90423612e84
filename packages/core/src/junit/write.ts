import type { TestRun } from '../results/model.js'
import { addCounts, noCounts } from './counts.js'
import { openOutput } from './output.js'
import { suitesOf } from './prepared.js'
import { rootAttributes } from './shard.js'
import { type Noticed, suiteTexts, warningOf } from './suite.js'
import type { WriteOptions, WrittenFile } from './write-types.js'

export { type Counts, count, noCounts } from './counts.js'
export type { WriteOptions, WrittenFile } from './write-types.js'

/** Writes a run's result file: one flat suite per test file and runner project, streamed test case by test case. */
export function writeResultFile(path: string, run: TestRun, options: WriteOptions = {}): WrittenFile {
  const noticed: Noticed = { counts: noCounts(), attachments: [], wrong: new Map() }
  const output = openOutput(path)
  let sha256: string
  try {
    output.write(
      `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${rootAttributes(run, options.createPackage ?? true)}>\n`,
    )
    for (const suite of suitesOf(run, options, noticed.wrong)) {
      if ('bytes' in suite) {
        addCounts(noticed.counts, suite.counts)
        output.writeBytes(suite.bytes)
      } else for (const text of suiteTexts(suite, { run, options }, noticed)) output.write(text)
    }
    output.write('</testsuites>\n')
    sha256 = output.finish()
  } catch (error) {
    output.abandon()
    throw error
  }
  const { counts, attachments, wrong } = noticed
  const warnings = Array.from(wrong.values(), warningOf)
  return { path, sha256, counts, warnings, ...(attachments.length > 0 && { attachments }) }
}
