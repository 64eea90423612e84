import type { Failure, Outcome } from '../results/model.js'
import type { Property } from './element.js'
import { none, type OpenCase, type OpenSuite, others } from './open-elements.js'
import { environmentOf, type Tool } from './origin.js'
import { verdictOf } from './outcome.js'
import type { OwnFile } from './own-file.js'
import type { ReadCase, Repair } from './read-types.js'

// What an ended test case or suite says, and what is repaired in it.

const nothing: readonly never[] = []

/** Where a case comes from. */
interface Source {
  own: OwnFile | undefined
  tool: Tool
}

const attributesOfCase = new Set(['name', 'classname', 'time'])

/** The test case that an element says, with what was repaired in it. */
export function finished(open: OpenCase, suite: OpenSuite, { own, tool }: Source): ReadCase {
  const { classname = '', name = '', time } = open.attributes
  const { outcome, reason, failures, repair } = verdictOf(open)
  const repairs = repairsOf(open, suite, outcome)
  if (repair) repairs.unshift(repair)
  const environment = own ? undefined : environmentOf(tool, suite.given, suite.properties)
  if (environment) repairs.push('environment in the package')
  const { requirements = nothing, tags = nothing, properties = nothing, unknown = nothing } = open
  const isMarkedFlaky = outcome === 'passed' && properties.some(isFlakyMark)
  return {
    packageName: inEnvironment(environment, classname || suite.name),
    name: name.trim() === '' ? '(no title)' : name,
    duration: milliseconds(time),
    outcome,
    reason,
    failures,
    flaky: outcome === 'passed' && (open.flaky || isMarkedFlaky),
    requirements,
    tags,
    properties: isMarkedFlaky ? properties.filter((property) => !isFlakyMark(property)) : properties,
    attributes: others(open.attributes, attributesOfCase),
    own,
    tool,
    unknown,
    repairs,
  }
}

function repairsOf({ attributes, failures, reruns, flaky, unknown }: OpenCase, suite: OpenSuite, outcome: Outcome) {
  const repairs: Repair[] = []
  if (outcome === 'failed' && failures) {
    if (failures.some(({ element }) => element === 'error')) repairs.push('error as failure')
    if (failures.some(({ failure }) => failure.text.trim() === '')) repairs.push('failure without text')
    if (failures.length > 1) repairs.push('several failures as one')
  }
  if (reruns || flaky) repairs.push('reruns as one')
  if (suite.level > 1) repairs.push('nested suite flattened')
  if (!attributes.classname && suite.name !== '') repairs.push('classname taken from the suite')
  if (!attributes.name?.trim()) repairs.push('empty name')
  if (unknown) repairs.push('unknown element')
  return repairs
}

/** An environment is one folder around the tool's own: a `.` in it would make two. */
const inEnvironment = (environment: string | undefined, packageName: string) =>
  environment === undefined ? packageName : [environment.replaceAll('.', '_'), packageName].filter(Boolean).join('.')

const isFlakyMark = ({ name, value }: Property) => name === 'flaky' && value === 'true'

/** A test case for what failed outside any test: the suite's own failures, or failures that it counts but does not show (gotestsum: a package that does not build). */
export function crashOf(suite: OpenSuite, { own, tool }: Source): ReadCase | undefined {
  const failures = suite.failures.length > 0 ? suite.failures : unseenFailures(suite)
  if (failures.length === 0) return undefined
  suite.found.red++
  suite.found.errors++
  const environment = own ? undefined : environmentOf(tool, suite.given, suite.properties)
  return {
    packageName: inEnvironment(environment, suite.name),
    name: suite.level === 0 ? '[run failed]' : '[suite failed]',
    duration: 0,
    outcome: 'failed',
    failures,
    flaky: false,
    requirements: [],
    tags: [],
    properties: [],
    attributes: none,
    own,
    tool,
    unknown: [],
    repairs: ['crash of a suite as a test case'],
  }
}

/** Notes of the suite how its case ended, for what the suite counts but does not show. */
export function tally(found: OpenSuite['found'], { failures, flaky }: OpenCase, { outcome }: ReadCase) {
  if (outcome === 'failed') found.red++
  else if (failures || flaky) found.excused++
  if (failures?.some(({ element }) => element === 'error')) found.errors++
}

/** Adds what an inner suite holds to the suite around it. */
export function addUp(into: OpenSuite['found'] | undefined, { red, errors, excused }: OpenSuite['found']) {
  if (!into) return
  into.red += red
  into.errors += errors
  into.excused += excused
}

function unseenFailures({ counted, found }: OpenSuite): Failure[] {
  const missing = counted.errors + counted.failures - found.red - found.excused
  const unseen =
    (counted.errors > 0 && found.errors === 0 && missing > 0) ||
    (counted.failures > 0 && found.red === 0 && found.excused === 0)
  if (!unseen) return []
  const message = `The file counts ${counted.failures} failures and ${counted.errors} errors here, but shows ${found.red} failing tests. See the tool's own output for the rest.`
  return [{ message, type: 'Error', text: message }]
}

/** A comma between groups of three digits, as a writer's locale puts it. */
const groupedDigits = /^\d{1,3}(,\d{3})+(\.|$)/

/** `0.123`, `1,234.5` and `12,5` all turn up. */
function milliseconds(time = ''): number {
  const plain = Number(time)
  if (plain >= 0 && plain < Number.POSITIVE_INFINITY) return plain * 1000
  const seconds = Number(groupedDigits.test(time) ? time.replaceAll(',', '') : time.replace(',', '.'))
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0
}
