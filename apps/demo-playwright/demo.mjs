import { join } from 'node:path'

// How `npm run demo` runs this suite with Playwright's own JSON report beside ours, and what that report says of each test.

export const report = (folder) => {
  const file = join(folder, 'playwright.json')
  return {
    args: ['--reporter=list,json,@zephyr-reporters/playwright'],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
  }
}

/** @returns the name and status of each test. */
export const testsOf = ({ suites }) => suites.flatMap((file) => specsOf(file, []))

const statuses = { expected: 'passed', flaky: 'passed', unexpected: 'failed', skipped: 'skipped' }

/** Suites stand in suites, and `tests` has one entry for each project. */
function specsOf({ specs = [], suites = [], title, file }, above) {
  const titles = title === file ? above : [...above, title]
  const own = specs.flatMap((spec) =>
    spec.tests.map(({ status }) => [[...titles, spec.title].join(' > '), statuses[status]]),
  )
  return [...own, ...suites.flatMap((suite) => specsOf(suite, titles))]
}
