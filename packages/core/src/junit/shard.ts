import { relative } from 'node:path'
import * as v from 'valibot'
import type { TestResult, TestRun } from '../results/model.js'
import type { Identity } from '../results/names.js'
import { cleanName } from '../results/text.js'
import { escaped, type Property } from './element.js'

// A shard sees only its own tests, so its numbering of duplicates is not the whole run's. Its file therefore carries, where
// Zephyr does not look, what a merge needs to name all tests as if they had run in one process: each test's title as
// defined, its file and position, and the tests that did not run.

const fileProperty = 'zephyr.file'
const projectProperty = 'zephyr.project'
const notRunProperty = 'zephyr.notRun'
const titleProperty = 'zephyr.title'
const positionProperty = 'zephyr.position'
const typeCheckProperty = 'zephyr.typeCheck'

/** The attributes of `<testsuites>` by which a file is known as ours. */
export function rootAttributes(
  { runner, shard, root = '', packageRoot = root }: Pick<TestRun, 'runner'> & Partial<TestRun>,
  createPackage: boolean,
): string {
  const name = cleanName(runner).replace(/[^\w.-]/g, '_')
  const part = shard ? ` zephyr-shard="${shard.current}/${shard.total}"` : ''
  // Two packages of a monorepo may each have a shard 1 of 2: this distinguishes their sets.
  const path = shard ? escaped(cleanName(relative(packageRoot, root).replaceAll('\\', '/'))) : ''
  const from = path === '' ? '' : ` zephyr-root="${path}"`
  return ` zephyr-runner="${name}"${part}${from} zephyr-create-package="${createPackage}"`
}

/** The properties that a shard's suite carries, so that merging finds the names of the whole run. */
export function shardSuite(tests: readonly TestResult[], root: string, skipped: 'omit' | 'include'): Property[] {
  const [first] = tests
  if (!first) return []
  const { project } = first
  const left = skipped === 'omit' ? tests.filter(({ outcome }) => outcome === 'notRun') : []
  const notRun = left.map((test) => [
    title(test),
    test.position,
    test.reason ?? 'skipped',
    portable(test.file, root),
    ...(test.typeCheck ? [true] : []),
  ])
  return [
    ...(project === undefined ? [] : [{ name: projectProperty, value: project }]),
    ...(notRun.length > 0 ? [{ name: notRunProperty, value: JSON.stringify(notRun) }] : []),
  ]
}

const title = ({ titles }: TestResult) => cleanName(titles.join(' > '))
const portable = (file: string | undefined, root: string) =>
  file === undefined ? '' : relative(root, file).replaceAll('\\', '/')

/** The properties that a shard's test case carries, so that merging finds the names of the whole run. */
export function shardCase(test: TestResult, { name }: Identity, root: string): Property[] {
  const defined = title(test)
  return [
    { name: positionProperty, value: test.position.join(' ') },
    ...(test.file === undefined ? [] : [{ name: fileProperty, value: portable(test.file, root) }]),
    ...(defined === name ? [] : [{ name: titleProperty, value: defined }]),
    ...(test.typeCheck ? [{ name: typeCheckProperty, value: 'true' }] : []),
  ]
}

const notRunShape = v.array(v.tuple([v.string(), v.array(v.number()), v.string(), v.string(), v.optional(v.boolean())]))

/** What a shard's file says of one test's definition. */
export interface Defined {
  title: string
  position: number[]
  file?: string
  typeCheck?: boolean
}

/** The tests of a suite that did not run, from its properties. */
export function readNotRun(properties: readonly Property[]): (Defined & { reason: string })[] {
  const text = properties.find(({ name }) => name === notRunProperty)?.value
  if (text === undefined) return []
  return v
    .parse(notRunShape, JSON.parse(text))
    .map(([title, position, reason, file, typeCheck]) => ({ title, position, reason, file, typeCheck }))
}

/** How the runner defined a shard's test case, from its properties. */
export function readDefined(properties: readonly Property[], name: string): Defined {
  const of = (wanted: string) => properties.find((property) => property.name === wanted)?.value
  return {
    title: of(titleProperty) ?? name,
    position: (of(positionProperty) ?? '0').split(' ').map(Number),
    file: of(fileProperty),
    typeCheck: of(typeCheckProperty) === 'true' || undefined,
  }
}

/** A property that is only of use to a merge. */
export const isShardProperty = ({ name }: Property) => name.startsWith('zephyr.')
