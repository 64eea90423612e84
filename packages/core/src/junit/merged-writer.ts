import { isRequirement } from '../results/links.js'
import type { Failure, Outcome } from '../results/model.js'
import { longestName } from '../results/names.js'
import { caseElement, type Property, propertiesText, suiteStart } from './element.js'
import type { NewName } from './naming.js'
import type { LaterRepair, ReadCase, ReadSuite, Repair } from './read-types.js'
import { isShardProperty } from './shard.js'

/** What may be repaired in one test case. */
export type CaseRepair = Repair | LaterRepair

/** What a merge makes of one test case of its input. */
export interface MergedCase {
  file: string
  packageName: string
  name: string
  outcome: Outcome
  flaky: boolean
  /** Left out because it did not run. */
  omitted: boolean
  reason?: string
  /** What was repaired; the key is public in `preview --json`. */
  mends: CaseRepair[]
  durationMs?: number
  failures?: readonly Failure[]
  requirements?: readonly string[]
  tags?: readonly string[]
}

/** What of a test case is written under its new name. */
export function renamed(test: ReadCase, { name, numbered, covers }: NewName): RenamedCase {
  const repairs: CaseRepair[] = test.repairs
  if (numbered) repairs.push('duplicate numbered')
  if (name.length === longestName && cutMark.test(name)) repairs.push('name cut')
  if (covers) repairs.push('attempts as one')
  const requirements = test.requirements.length === 0 ? test.requirements : linkable(test.requirements)
  if (requirements.length < test.requirements.length) repairs.push('requirement left out')
  const flaky = test.flaky || (test.outcome === 'passed' && covers?.failed === true)
  return { repairs, requirements, flaky }
}

const linkable = (requirements: readonly string[]) => requirements.map((text) => text.trim()).filter(isRequirement)

/** A test case under the name that merging gave it. */
export interface RenamedCase {
  repairs: CaseRepair[]
  /** The requirements that Zephyr can link; any other would make the server lose the upload. */
  requirements: readonly string[]
  flaky: boolean
}

/** What `fitName` puts behind a name that it cut. */
const cutMark = /~[0-9a-f]{12}$/

/** Writes flat suites: one ends where the next one's case begins, and goes on behind it, then by its name alone. */
export function mergedWriter(write: (text: string) => void) {
  let open: ReadSuite | undefined
  /** How many properties of each begun suite are written. */
  const written = new WeakMap<ReadSuite, number>()
  const close = () => {
    if (open) write('</testsuite>\n')
    open = undefined
  }
  const begin = (suite: ReadSuite) => {
    close()
    open = suite
    const { name, attributes } = suite
    if (written.has(suite)) return write(suiteStart({ name }))
    const properties = withoutShardProperties(suite.properties)
    write(suiteStart({ name, ...attributes }, properties))
    written.set(suite, properties.length)
  }
  return {
    end: close,
    /** Properties that stand behind a suite's cases, or in a suite that has none of its own, are kept too. */
    endSuite(suite: ReadSuite) {
      const rest = withoutShardProperties(suite.properties).slice(written.get(suite) ?? 0)
      if (rest.length > 0 && open !== suite) begin(suite)
      if (rest.length > 0 && written.get(suite) !== withoutShardProperties(suite.properties).length)
        write(`${propertiesText(rest)}\n`)
      if (open === suite) close()
    },
    add(test: ReadCase, suite: ReadSuite, { packageName, name }: NewName, { flaky, requirements }: RenamedCase) {
      if (open !== suite) begin(suite)
      // Spelled out, for a million spreads take their time.
      const { outcome, duration, failures, tags, attributes } = test
      const properties = withoutShardProperties(test.properties)
      write(
        caseElement({
          packageName,
          name,
          outcome,
          duration,
          failures,
          flaky,
          requirements,
          tags,
          properties,
          attributes,
        }),
      )
    },
  }
}

/** Leaves out the properties by which shards are merged: the written file is no shard. */
const withoutShardProperties = (properties: readonly Property[]): readonly Property[] =>
  properties.some(isShardProperty) ? properties.filter((property) => !isShardProperty(property)) : properties
