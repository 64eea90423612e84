/** How a server records something: with which status, or `none` where it makes no record of it. */
export type Recorded = 'passed' | 'failed' | 'not executed' | 'none' | (string & {})

/** The rules of one server, measured. */
export interface ServerRules {
  /** A test case with an `<error>` that has text. Stock: `passed`. */
  error: Recorded
  /** A test case with `<skipped/>`. Stock: `passed`. */
  skipped: Recorded
  /** A test case whose `<failure>` has a message and no text. Stock: `passed`. */
  failureWithoutText: Recorded
  /** How many records a test case in a suite within a suite makes. Stock: 2. */
  nestedSuiteRecords: number
  /** How many records two test cases of one name and package make. Stock: 2. */
  sameNameRecords: number
  /** Whether a name of 255 characters is kept, cut, or its test case lost. Stock: `cut`. */
  longName: 'kept' | 'cut' | 'none'
  /** Whether each dot of a package makes a folder; `unknown` where the server does not show folders. Stock: `yes`. */
  dotsMakeFolders: 'yes' | 'no' | 'unknown'
}
