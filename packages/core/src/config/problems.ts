/** One thing that is wrong with the options. */
export interface Problem {
  /** The option's name; a configuration file's name where the file itself is wrong. */
  option: string
  /** Where the value came from: `ZEPHYR_PROJECT_ID`, `--project-id`, `projectId in /repo/zephyr.config.json`. */
  source: string
  /** The value as it was given, quoted; secrets are not shown. `nothing` for a required option that is not set. */
  given: string
  /** What a right value looks like. */
  expected: string
}

/** What `given` says of an option that does not exist. `expected` then is the sentence that helps. */
export const unknownOption = 'no such option'

/** One message that lists every problem: option, value, where it came from, what is expected. */
export function problemsMessage(problems: readonly Problem[]): string {
  const missing = problems.filter(({ given }) => given === 'nothing').length
  const wrong = missing === problems.length ? 'missing' : missing > 0 ? 'wrong or missing' : 'wrong'
  const head = problems.length === 1 ? 'One option is' : `${problems.length} options are`
  return `${head} ${wrong}:\n${problems.map((problem) => `  ${problemLine(problem)}`).join('\n')}`
}

function problemLine(problem: Problem): string {
  const { says, todo } = problemParts(problem)
  return `${problem.option}${says.startsWith('is ') ? ' ' : ': '}${says}. ${todo}`
}

/** A problem in words: what is wrong with the option, and what to do. */
export function problemParts({ source, given, expected }: Problem): { says: string; todo: string } {
  if (given === 'nothing') return { says: 'is missing', todo: `Set ${source}: ${expected}.` }
  if (given === unknownOption) return { says: `is not an option (in ${source})`, todo: expected }
  return { says: `got ${given} from ${source}`, todo: `Expected: ${expected}.` }
}
