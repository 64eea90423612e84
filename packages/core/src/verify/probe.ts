import type { Recorded, ServerRules } from '../config/server-rules.js'
import type { StoredExecution } from '../zephyr/readback.js'

// The probe of `zephyr-report calibrate`: one test case for each rule by which servers may read a JUnit file
// differently, and what the executions say about each. Pure: no I/O.

/** What the vendor's own parser does (docs/zephyr.md). */
export const stockRules: ServerRules = {
  error: 'passed',
  skipped: 'passed',
  failureWithoutText: 'passed',
  nestedSuiteRecords: 2,
  sameNameRecords: 2,
  longName: 'cut',
  dotsMakeFolders: 'yes',
}

const probePackage = 'zephyr_probe'
const longName = `long ${'x'.repeat(250)}`
/** Names by which the probe's test cases are found again. */
const names = {
  passed: 'probe passed',
  failed: 'probe failed',
  error: 'probe error',
  skipped: 'probe skipped',
  failureWithoutText: 'probe failure without text',
  nested: 'probe nested suite',
  sameName: 'probe two of one name',
  dots: 'probe dots',
} as const

/** The file to send: valid for every reader, but for the things it asks about. */
export function probeFile(): string {
  const testCase = (name: string, inside = '', packageName = probePackage) =>
    `<testcase name="${name}" classname="${packageName}" time="0.01">${inside}</testcase>`
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="zephyr-report calibrate">
<testsuite name="probe" tests="10">
${testCase(names.passed)}
${testCase(names.failed, '<failure message="probe">probe</failure>')}
${testCase(names.error, '<error message="probe">probe</error>')}
${testCase(names.skipped, '<skipped/>')}
${testCase(names.failureWithoutText, '<failure message="probe"/>')}
${testCase(names.sameName)}
${testCase(names.sameName, '<failure message="probe">probe</failure>')}
${testCase(longName)}
${testCase(names.dots, '', `${probePackage}.dotted.name`)}
<testsuite name="nested" tests="1">
${testCase(names.nested)}
</testsuite>
</testsuite>
</testsuites>
`
}

/** The rules by which a server read the probe, and what contradicts them. */
export interface Measured {
  rules: ServerRules
  /** What does not fit: a plain pass or failure that the server recorded otherwise. Then nothing of the rules can be trusted. */
  problems: string[]
}

/** What the executions of the probe's cycle say. `folderOf` returns the name of an execution's innermost folder, where it is known. */
export function measure(
  executions: readonly StoredExecution[],
  statusOf: (status: string) => Recorded,
  folderOf: (execution: StoredExecution) => string | undefined = () => undefined,
): Measured {
  const of = (name: string) => executions.filter((execution) => execution.name === name)
  const recorded = (name: string): Recorded => {
    const [first] = of(name)
    return first ? statusOf(first.status) : 'none'
  }
  const problems = [
    ...(recorded(names.passed) === 'passed' ? [] : [`a passed test case is recorded as ${recorded(names.passed)}`]),
    ...(recorded(names.failed) === 'failed' ? [] : [`a failed test case is recorded as ${recorded(names.failed)}`]),
  ]
  const long = executions.find(({ name }) => name.startsWith('long xxx'))
  const [dotted] = of(names.dots)
  const folder = dotted && folderOf(dotted)
  return {
    problems,
    rules: {
      error: recorded(names.error),
      skipped: recorded(names.skipped),
      failureWithoutText: recorded(names.failureWithoutText),
      nestedSuiteRecords: of(names.nested).length,
      sameNameRecords: of(names.sameName).length,
      longName: !long ? 'none' : long.name.length >= longName.length ? 'kept' : 'cut',
      dotsMakeFolders: folder === undefined ? 'unknown' : folder === 'name' ? 'yes' : 'no',
    },
  }
}

/** Zephyr's stock numbers of execution statuses; others by the name that the administrator gave them. */
export function recordedWord(status: string, statusNames: ReadonlyMap<string, string>): Recorded {
  if (status === '1') return 'passed'
  if (status === '2') return 'failed'
  if (status === '10') return 'not executed'
  return statusNames.get(status)?.toLowerCase() ?? `status ${status || 'missing'}`
}
