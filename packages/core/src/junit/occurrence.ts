import type { Outcome } from '../results/model.js'
import { createColumn } from './columns.js'
import type { Hash } from './name-table.js'
import type { Tool } from './origin.js'
import type { ReadCase, ReadSuite } from './read-types.js'
import { createSuiteComparison, outcomes } from './same-results.js'
import { createTexts } from './texts.js'

/** One of several test cases that ran and have one name and package. */
export interface Occurrence {
  /** Its number among all test cases read. */
  index: number
  /** The result file it stands in: number among those given, and path. */
  file: number
  path: string
  /** Number of the suite within all files. */
  suite: number
  suitePath: string
  outcome: Outcome
  tool: Tool
  /** Its test file, where the result file says. */
  testFile: string
  line: number
  timestamp: string
}

/**
 * Notes for every test case what would tell it from another of its name: that one may stand anywhere behind it, and
 * files are not read again for it. What a tool does not write costs nothing; what is the suite's is kept once.
 *
 * @param withTimes whether time stamps are wanted
 */
export function createOccurrences(withTimes: boolean) {
  const texts = createTexts()
  const suites = createSuiteComparison()
  const files: { path: string; tool: Tool }[] = []
  const ofCase = {
    outcome: createColumn(1),
    line: createColumn(4),
    testFile: createColumn(4),
    timestamp: createColumn(4),
  }
  const ofSuite = {
    file: createColumn(4),
    path: createColumn(4),
    testFile: createColumn(4),
    timestamp: createColumn(4),
  }
  /** Test cases of one suite mostly stand together: where such a row begins, and its suite. */
  const rows = { start: createColumn(4), suite: createColumn(4), count: 0 }
  let current = -1

  function addSuite(number: number, { path, file, properties, attributes }: ReadSuite) {
    ofSuite.file.set(number, files.length - 1)
    ofSuite.path.set(number, texts.numberOf(path))
    const testFile = file || properties.find(({ name }) => name === fileProperty)?.value || ''
    if (testFile) ofSuite.testFile.set(number, texts.numberOf(testFile))
    if (withTimes && attributes.timestamp) ofSuite.timestamp.set(number, texts.numberOf(attributes.timestamp))
  }

  function addCase(index: number, { attributes, outcome }: ReadCase) {
    const { line, file, timestamp } = attributes
    if (outcome !== 'passed') ofCase.outcome.set(index, outcomes.indexOf(outcome))
    if (line) ofCase.line.set(index, Number(line) || 0)
    if (file) ofCase.testFile.set(index, texts.numberOf(file))
    if (withTimes && timestamp) ofCase.timestamp.set(index, texts.numberOf(timestamp))
  }

  function suiteOf(index: number): number {
    let [low, high] = [0, rows.count - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (rows.start.get(middle) > index) high = middle - 1
      else low = middle
    }
    return rows.suite.get(low)
  }

  return {
    beginFile(path: string) {
      files.push({ path, tool: undefined })
    },
    add(index: number, test: ReadCase, name: Hash, suite: ReadSuite) {
      const file = files.at(-1)
      if (file) file.tool = test.tool
      const { number, isNew } = suites.add(test, name, suite)
      if (isNew) addSuite(number, suite)
      if (number !== current) {
        current = number
        rows.start.set(rows.count, index)
        rows.suite.set(rows.count++, number)
      }
      addCase(index, test)
    },
    endSuite: suites.end,
    get(index: number): Occurrence {
      const suite = suiteOf(index)
      const file = ofSuite.file.get(suite)
      const { path = '', tool } = files[file] ?? {}
      return {
        index,
        file,
        path,
        suite,
        suitePath: texts.get(ofSuite.path.get(suite)),
        outcome: outcomes[ofCase.outcome.get(index)] ?? 'passed',
        tool,
        testFile: texts.get(ofCase.testFile.get(index) || ofSuite.testFile.get(suite)),
        line: ofCase.line.get(index),
        timestamp: texts.get(ofCase.timestamp.get(index) || ofSuite.timestamp.get(suite)),
      }
    },
    /** The suites that repeat those of another file. */
    repeatedSuites: () =>
      suites.repeated((suite) => {
        const number = ofSuite.file.get(suite)
        return { number, path: files[number]?.path ?? '' }
      }),
  }
}

/** WebdriverIO names the test file in a property of the suite. */
const fileProperty = 'file'
