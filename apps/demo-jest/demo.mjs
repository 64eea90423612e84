import { join } from 'node:path'

// How `npm run demo` runs this suite with Jest's own JSON report beside ours, and what that report says of each test.

export const report = (folder) => ({
  args: ['--json', `--outputFile=${join(folder, 'jest.json')}`],
  env: { NODE_OPTIONS: '--experimental-vm-modules --no-warnings' },
})

/** @returns the name and status of each test. */
export const testsOf = ({ testResults }) =>
  testResults.flatMap(({ assertionResults }) =>
    assertionResults.map(({ ancestorTitles, title, status }) => [[...ancestorTitles, title].join(' > '), status]),
  )
