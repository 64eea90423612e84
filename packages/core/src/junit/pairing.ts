import type { OpenCase } from './open-elements.js'
import { isOneTest, type RedCase } from './origin.js'
import type { LaterRepair, ReadCase, ReadSuite, Repair } from './read-types.js'

/** Hands cases on, two side by side as one where their tool means one by them. */
export function pairing(onCase: (test: ReadCase, suite: ReadSuite) => void) {
  let held: { test: ReadCase; suite: ReadSuite; red: RedCase | undefined } | undefined
  const flush = () => {
    if (!held) return
    const { test, suite } = held
    held = undefined
    onCase(test, suite)
  }
  return {
    flush,
    add(test: ReadCase, suite: ReadSuite, red: RedCase | undefined) {
      if (held?.red && red && held.suite === suite && hasSameName(held.test, test)) {
        if (isOneTest({ tool: test.tool, suite: suite.name, first: held.red, second: red })) {
          held = { test: joined(held.test, test), suite, red: undefined }
          return
        }
      }
      flush()
      if (red) held = { test, suite, red }
      else onCase(test, suite)
    },
  }
}

const hasSameName = (a: ReadCase, b: ReadCase) => a.name === b.name && a.packageName === b.packageName

const joined = (first: ReadCase, second: ReadCase): ReadCase => ({
  ...first,
  duration: first.duration + second.duration,
  failures: [...first.failures, ...second.failures],
  properties: [...first.properties, ...second.properties],
  repairs: [...new Set<Repair | LaterRepair>([...first.repairs, ...second.repairs, 'several failures as one'])],
})

/** A red case that has only `<failure>` elements, or only `<error>` elements. */
export function soleElement({ failures, reruns }: OpenCase, { outcome, packageName }: ReadCase): RedCase | undefined {
  if (outcome !== 'failed' || !failures?.[0] || reruns) return undefined
  const { element, failure } = failures[0]
  return failures.every((each) => each.element === element) ? { packageName, element, failure } : undefined
}
