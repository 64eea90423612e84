import { join } from 'node:path'

// How `npm run demo` runs this suite with Vitest's own JSON report beside ours, and what that report says of each test.

export const report = (folder) => ({
  args: [
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${join(folder, 'vitest.json')}`,
    '--reporter=@zephyr-reporters/vitest',
  ],
})

/** @returns the name and status of each test. */
export const testsOf = ({ testResults }) =>
  testResults.flatMap(({ assertionResults }) =>
    assertionResults.map(({ ancestorTitles, title, status }) => [[...ancestorTitles, title].join(' > '), status]),
  )
