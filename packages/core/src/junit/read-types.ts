import type { Failure, Outcome } from '../results/model.js'
import type { Property } from './element.js'
import type { Tool } from './origin.js'
import type { OwnFile } from './own-file.js'
import type { Attributes } from './xml.js'

/** What a reader repairs, because Zephyr would misread it. */
export type Repair =
  | 'error as failure'
  | 'failure without text'
  | 'several failures as one'
  | 'expected failure'
  | 'failed by its status'
  | 'crash of a suite as a test case'
  | 'nested suite flattened'
  | 'classname taken from the suite'
  | 'empty name'
  | 'reruns as one'
  | 'environment in the package'
  | 'unknown element'

/** What is repaired where a case gets its name. */
export type LaterRepair = 'duplicate numbered' | 'name cut' | 'attempts as one' | 'requirement left out'

/** A test case of any JUnit file, its outcome as the tool meant it. */
export interface ReadCase {
  packageName: string
  name: string
  /** Milliseconds. */
  duration: number
  outcome: Outcome
  reason?: string
  failures: Failure[]
  flaky: boolean
  /** To the letter: a blank around an id decides what Zephyr makes of it. */
  requirements: readonly string[]
  tags: readonly string[]
  properties: readonly Property[]
  /** Its other attributes: `id`, `file`, `line`, … */
  attributes: Attributes
  /** What the file says of itself where it is one of ours. */
  own?: OwnFile
  tool: Tool
  /** Elements within it that no tool we know writes. */
  unknown: readonly string[]
  /** Whoever names the case may add what it repaired. */
  repairs: (Repair | LaterRepair)[]
}

/** A suite of any JUnit file. */
export interface ReadSuite {
  name: string
  /** The names of the suites around it and its own, outermost first, ` > ` between them. */
  path: string
  /** Its other attributes, but for counts: `id`, `timestamp`, `time`, `hostname`, … */
  attributes: Attributes
  /** The nearest `file` attribute or property, its own or that of a suite around it. */
  file?: string
  properties: Property[]
}
