import type { FinalNames } from './names-of-files.js'

/** What merging noticed besides. */
interface Noticed {
  /** Elements that no known tool writes, and in how many test cases they stand. */
  unknown: ReadonlyMap<string, number>
  /** Requirements that Zephyr cannot link, each with one test that has it. */
  requirements: ReadonlyMap<string, string>
  /** Files left out because another one has identical bytes. */
  copies: readonly string[]
  /** Missing where no name stands twice. */
  names?: FinalNames
}

/** What a user should know of merged files, in whole sentences. */
export function notesOf({ unknown, requirements, copies, names }: Noticed): string[] {
  const copied = names?.copied
  return [
    ...(copies.length > 0 ? [`Counted once, because another file has the same bytes: ${listed(copies)}.`] : []),
    ...(copied && copied.cases > 0
      ? [
          `Counted once, because another file holds the same suite: ${testCases(copied.cases)} of ${listed(copied.files)}.`,
        ]
      : []),
    ...(names?.covered ?? [])
      .slice(0, mostListed)
      .map(
        ({ packageName, name, red, attempts, counted }) =>
          `${red} of ${attempts} attempts failed, and another one counts (${counted}): ${packageName === '' ? '' : `${packageName} > `}${name}.`,
      ),
    ...moreNote(names?.covered.length ?? 0),
    ...(names && names.ambiguous.length > 0
      ? [
          `Nothing in the files tells these apart, so their numbers may change with their outcomes: ${listed(names.ambiguous)}. ZEPHYR_SAME_NAME says that they are attempts of one test, ZEPHYR_PACKAGE_PREFIX which environment each file is from; a "file" attribute in the tool's report solves it for good.`,
        ]
      : []),
    ...(unknown.size > 0
      ? [
          `Elements that no known tool writes stand in test cases, and do not decide how those ended unless their name says so: ${Array.from(
            unknown,
            ([name, times]) => `<${name}> in ${testCases(times)}`,
          )
            .slice(0, mostListed)
            .join(', ')}.`,
        ]
      : []),
    ...(requirements.size > 0
      ? [
          `Requirements left out, because Zephyr cannot link them (ID_ and a number, or AltID_ and an id without a second "_"): ${listed(Array.from(requirements, ([text, test]) => `"${text.trim().slice(0, 100)}" of ${test}`))}.`,
        ]
      : []),
  ]
}

/** How many of each kind a note names. */
export const mostListed = 20

const moreNote = (all: number) =>
  all > mostListed ? [`… and ${all - mostListed} more tests with attempts that failed.`] : []

const testCases = (number: number) => (number === 1 ? '1 test case' : `${number} test cases`)

function listed(all: readonly string[]): string {
  const shown = all.slice(0, mostListed).join(', ')
  return all.length > mostListed ? `${shown} and ${all.length - mostListed} more` : shown
}
