import type { Failure } from '../results/model.js'

// What is known of single tools' JUnit files, and how such a file is recognised: by what it says of itself, never by its
// name or by the tests in it.

/** The tool that wrote a file, where that matters. */
export type Tool = 'playwright' | 'bun' | 'jest-junit' | undefined

type Attributes = Readonly<Record<string, string>>

/** @param root attributes of `<testsuites>` */
export function toolOf(root: Attributes): Tool {
  if (root.name === 'bun test') return 'bun'
  if (root.name === 'jest tests') return 'jest-junit'
  return namesOf(root) === playwrightRoot ? 'playwright' : undefined
}

const namesOf = (attributes: Attributes) => Object.keys(attributes).join(' ')

// Playwright 1.44 to 1.65 write these attributes in this order; no other tool known does. (A name may be set by the user.)
const playwrightRoot = 'id name tests failures skipped errors time'
const playwrightSuite = 'name timestamp hostname tests failures skipped time errors'

/**
 * The environment whose results a suite holds, where the tests' own names do not say it: an environment's result must
 * not land on another one's record.
 *
 * @param suite attributes of `<testsuite>`
 * @param properties the suite's properties so far
 * @returns `undefined` where the file names none
 */
export function environmentOf(tool: Tool, suite: Attributes, properties: readonly { name: string; value: string }[]) {
  // Playwright writes the project's name, empty where it has none, in the place of the host's.
  if (tool === 'playwright') return namesOf(suite) === playwrightSuite ? suite.hostname || undefined : undefined
  return androidDevice(properties)
}

/** The Android Gradle plugin writes one file for each device, with the device, its flavor and the project as properties. */
function androidDevice(properties: readonly { name: string; value: string }[]): string | undefined {
  if (properties.length === 0) return undefined
  const propertyOf = (wanted: string) => properties.find(({ name }) => name === wanted)?.value
  const device = propertyOf('device')
  return device && propertyOf('flavor') !== undefined && propertyOf('project') !== undefined ? device : undefined
}

/**
 * Whether two red test cases of one name, side by side, are one test: pytest writes a test that failed, and whose
 * tear-down failed too, as a `<failure>` and an `<error>` that says so; jest-junit a file that did not load as an
 * `<error>` and a `<failure>`. In the files of any other tool they are two tests.
 */
export function isOneTest({ tool, suite, first, second }: RedPair): boolean {
  if (tool === 'jest-junit') return first.element !== second.element && first.packageName === jestFileFailure
  if (first.element !== 'failure' || second.element !== 'error') return false
  return suite === pytestSuite || pytestTearDown.test(second.failure.message)
}

interface RedPair {
  tool: Tool
  /** The name of the suite that both stand in. */
  suite: string
  first: RedCase
  second: RedCase
}

/** A failed case that has only `<failure>` or only `<error>` elements: its first one. */
export interface RedCase {
  packageName: string
  element: 'failure' | 'error'
  failure: Failure
}

/** jest-junit's classname of a file that did not load. */
const jestFileFailure = 'Test suite failed to run'

/** pytest's name of its one suite, unless the user sets another. */
const pytestSuite = 'pytest'

/** pytest's message of a tear-down that failed: the former since 6.2, the latter before. */
const pytestTearDown = /^(failed on teardown with|test teardown failure)/
