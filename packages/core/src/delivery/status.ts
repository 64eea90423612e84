// What a run's status means. The reference shows `new`, `queued` and `complete`, public clients met `Waiting` and
// `in-progress` (docs/zephyr.md); others exist. A word that is not known is taken for a run that still goes on.

export type Meaning = 'running' | 'success' | 'failure'

const success =
  /^(complete|completed|success|successful|successfully|succeeded|done|finished|finish|passed|pass|processed|ok)$/
const failure =
  /^(fail|error|exception|cancel|stop|abort|abandon|bypass|reject|kill|terminat|crash|expire|interrupt|invalid|refuse|denied|discard|skip|timeout|timedout|unsuccess|unfinished|uncompleted|incomplete|noncomplete)/
/** Says that an end is still to come, whatever word of success stands beside it. */
const running =
  /^(new|queue|queued|wait|waiting|awaiting|pending|scheduled|started|starting|running|progress|processing|executing|will|until|before|almost|nearly|soon)$/
const negation = /^(not|never|isn|hasn|wasn|partially|partly|partial|half)$/
/** Turns the word that follows: `completed without errors`, `0 errors`, `no success`. */
const none = /^(no|without|0|zero)$/

/** What a status word of the server means; one that is not known counts as running. */
export function meaningOf(status: string): Meaning {
  const percent = /(\d+)\s*%/.exec(status)?.[1]
  if (percent !== undefined && Number(percent) < 100) return 'running'
  const words = wordsOf(status)
  const failed = words.some((word, index) => failure.test(word) && !none.test(words[index - 1] ?? ''))
  if (failed) return 'failure'
  if (words.some((word) => running.test(word))) return 'running'
  const succeeded = words.findIndex((word) => success.test(word))
  if (succeeded < 0) return 'running'
  const isNegated =
    words.slice(0, succeeded).some((word) => negation.test(word)) || none.test(words[succeeded - 1] ?? '')
  return isNegated ? 'failure' : 'success'
}

/** Whole words in lower case: `inProgress`, `IN_PROGRESS` and `in-progress` have the same two. */
const wordsOf = (status: string) =>
  (status.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []).map((word) => word.toLowerCase())

/** 400 or 404 from the progress: a job that never ran. */
export const neverRan = (status: number | undefined) => status === 400 || status === 404
