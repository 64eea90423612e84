// A suite of each runner, as large as asked, in a folder of the stage.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runners } from './runners.mjs'

/** Where a runner does not say otherwise: more than 20, or Jest may run them in its main process. */
const usualFiles = 25
/** One of this many tests fails. */
const failing = 20

/** @returns the runner's script below the stage, and its arguments. */
export function commandOf(runner) {
  const { bin, run, suite } = runners[runner]
  return [join('node_modules', bin), ...run.split(' ').slice(1), ...(suite.args ?? [])]
}

/** @returns the folder; the runner's command is taken from the stage above it. */
export function makeSuite(stage, runner, tests) {
  const { file, imports, files = usualFiles, failing: each = failing } = runners[runner].suite
  const folder = mkdtempSync(join(stage, `suite-${runner}-`))
  mkdirSync(join(folder, 'tests'))
  writeFileSync(join(folder, 'package.json'), '{}')
  for (let i = 0; i < files; i++) {
    const cases = Array.from(
      { length: tests / files },
      (_, n) => `  test('case ${n}', () => expect(1).toBe(${n % each ? 1 : 2}))`,
    )
    writeFileSync(
      join(folder, 'tests', `file${i}.${file}`),
      `${imports}describe('section', () => {\n${cases.join('\n')}\n})\n`,
    )
  }
  return folder
}

export function configure(folder, runner, variant) {
  for (const [name, content] of Object.entries(runners[runner].suite.configure(variant)))
    writeFileSync(join(folder, name), content)
}
