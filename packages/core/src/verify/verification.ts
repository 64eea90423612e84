/** What was read back, as it stands in the receipt and in `--json`. */
export interface Verification {
  verified: boolean
  /** Why it could not be verified. */
  why?: string
  /** How many test cases are recorded as they were sent. */
  right?: number
  wrong?: Difference[]
  missing?: Difference[]
  /** Executions of the cycle that this run has not sent. */
  before?: number
  attachments?: Attached
}

/** A test case that is not recorded as it was sent. */
export interface Difference {
  folders: readonly string[]
  name: string
  /** What was sent. */
  expected: string
  /** What the server has; `undefined`: no such execution. */
  found?: string
}

/** What became of the files to attach. */
export interface Attached {
  /** How many files are on their execution. */
  attached: number
  /** Files that are not, and why; `undecided` ones may be there. */
  left: { path: string; why: string; undecided?: true }[]
}
