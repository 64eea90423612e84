import { join } from 'node:path'

// How `npm run demo` runs this suite with Mocha's own JSON report beside ours, and what that report says of each test.

export const report = (folder) => ({
  args: [
    ...['--reporter-option', 'reporter=json'],
    ...['--reporter-option', `reporter.output=${join(folder, 'mocha.json')}`],
  ],
})

/** @returns the name and status of each test. */
export const testsOf = ({ passes, failures, pending }) => [
  ...passes.map((test) => [nameOf(test), 'passed']),
  ...failures.map((test) => [nameOf(test), 'failed']),
  ...pending.map((test) => [nameOf(test), 'skipped']),
]

/** `fullTitle` is the titles with a blank between them. */
function nameOf({ fullTitle, title }) {
  return [fullTitle.slice(0, -title.length - 1), title].filter(Boolean).join(' > ')
}
