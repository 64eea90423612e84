import type { Difference } from './verification.js'

// What was sent against what the server's executions say now. Pure: no I/O, no options.

/** A test case as Zephyr's parser reads it from the file that was sent. */
export interface SentCase {
  /** Folders below the job's repository folder, outermost first; empty where `createPackage` is off. */
  folders: readonly string[]
  name: string
  status: string
}

/** An execution as the server shows it. */
export interface ReadExecution {
  id: number
  name: string
  /** `PASS`, `FAIL`, or the server's own word for any other status. */
  status: string
  /** Folders below the job's repository folder; `undefined` where the server does not show them: then the name alone decides. */
  folders?: readonly string[]
}

/** What was sent against what is recorded. */
export interface Comparison {
  /** How many test cases that were sent are recorded with their status. */
  right: number
  /** Recorded with another status. */
  wrong: Difference[]
  /** Not recorded at all. */
  missing: Difference[]
  /** Executions of the cycle that this run has not sent: of runs before, or of other files. */
  before: number
  /** The execution of each test case that is recorded, in the order in which the test cases were given. */
  executions: ({ sent: SentCase; executionId: number } | undefined)[]
}

/**
 * Compares by folder and name. Test cases of one folder and name are a set: Zephyr makes as many test cases of them, and
 * nothing says which is which, so only their statuses are compared, in any order.
 */
export function compare(sent: readonly SentCase[], executions: Iterable<ReadExecution>): Comparison {
  const open = byName(executions)
  const groups = new Map<string, number[]>()
  for (const [index, { folders, name }] of sent.entries()) append(groups, keyOf(folders, name), index)
  const result: Comparison = { right: 0, wrong: [], missing: [], before: 0, executions: sent.map(() => undefined) }
  for (const indexes of groups.values()) compareGroup(sent, indexes, open, result)
  for (const left of open.values()) result.before += left.length
  return result
}

function compareGroup(
  sent: readonly SentCase[],
  indexes: readonly number[],
  open: Map<string, ReadExecution[]>,
  result: Comparison,
) {
  const unmatched: { index: number; each: SentCase }[] = []
  for (const index of indexes) {
    const each = sent[index]
    if (!each) continue
    const same = take(open, each, (execution) => execution.status === each.status)
    if (same) {
      result.right++
      result.executions[index] = { sent: each, executionId: same.id }
    } else unmatched.push({ index, each })
  }
  // Only once all that agree have found theirs: the others are compared with what is left.
  for (const { index, each } of unmatched) {
    const other = take(open, each, () => true)
    const difference = { folders: each.folders, name: each.name, expected: each.status }
    if (!other) {
      result.missing.push(difference)
      continue
    }
    result.wrong.push({ ...difference, found: other.status })
    result.executions[index] = { sent: each, executionId: other.id }
  }
}

/** Removes and returns the first fitting execution of that folder and name; an execution of known folder goes first. */
function take(
  open: Map<string, ReadExecution[]>,
  { folders, name }: SentCase,
  fits: (execution: ReadExecution) => boolean,
): ReadExecution | undefined {
  const candidates = open.get(name) ?? []
  const isThere = (execution: ReadExecution) =>
    execution.folders !== undefined && keyOf(execution.folders, name) === keyOf(folders, name)
  let at = candidates.findIndex((execution) => isThere(execution) && fits(execution))
  if (at < 0) at = candidates.findIndex((execution) => execution.folders === undefined && fits(execution))
  return at < 0 ? undefined : candidates.splice(at, 1)[0]
}

/** What an execution is found by: its folders and its name. */
export const keyOf = (folders: readonly string[], name: string) => [...folders, name].join('\u0000')

function byName(executions: Iterable<ReadExecution>): Map<string, ReadExecution[]> {
  const names = new Map<string, ReadExecution[]>()
  for (const execution of executions) append(names, execution.name, execution)
  return names
}

function append<T>(groups: Map<string, T[]>, key: string, value: T) {
  const group = groups.get(key)
  if (group) group.push(value)
  else groups.set(key, [value])
}
