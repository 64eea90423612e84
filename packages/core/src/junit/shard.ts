import { relative } from 'node:path'
import * as v from 'valibot'
import type { Shard, TestResult, TestRun } from '../results/model.js'
import type { Identity } from '../results/names.js'
import { cleanName } from '../results/text.js'
import type { Property } from './element.js'

// A shard sees only its own tests, so its numbering of doubles is not the whole run's. Its file therefore carries, where
// Zephyr does not look, what a merge needs to name all tests as if they had run in one process: each test's title as
// defined, its file and position, and the tests that did not run.

const fileProperty = 'zephyr.file'
const projectProperty = 'zephyr.project'
const notRunProperty = 'zephyr.notRun'
const titleProperty = 'zephyr.title'
const positionProperty = 'zephyr.position'

/** Of `<testsuites>`. */
export function rootAttributes({ runner, shard }: Pick<TestRun, 'runner' | 'shard'>, createPackage: boolean): string {
  const name = cleanName(runner).replace(/[^\w.-]/g, '_')
  const part = shard ? ` zephyr-shard="${shard.current}/${shard.total}"` : ''
  return ` zephyr-runner="${name}"${part} zephyr-create-package="${createPackage}"`
}

/** What `<testsuites>` of a file of ours says of itself. */
export interface OwnFile {
  runner: string
  shard?: Shard
  /** Off: the package stands in front of each name. */
  createPackage: boolean
}

export function readRootAttributes(attributes: Record<string, string>): OwnFile | undefined {
  const runner = attributes['zephyr-runner']
  if (runner === undefined) return undefined
  const [, current, total] = /^(\d+)\/(\d+)$/.exec(attributes['zephyr-shard'] ?? '') ?? []
  const shard = current && total ? { current: Number(current), total: Number(total) } : undefined
  return { runner, shard, createPackage: attributes['zephyr-create-package'] !== 'false' }
}

/** Of each suite. */
export function shardSuite(
  suite: readonly { test: TestResult }[],
  root: string,
  skipped: 'omit' | 'include',
): Property[] {
  const [first] = suite
  if (!first) return []
  const { project } = first.test
  const left = skipped === 'omit' ? suite.filter(({ test }) => test.outcome === 'notRun') : []
  const notRun = left.map(({ test }) => [
    title(test),
    test.position,
    test.reason ?? 'skipped',
    portable(test.file, root),
  ])
  return [
    ...(project === undefined ? [] : [{ name: projectProperty, value: project }]),
    ...(notRun.length > 0 ? [{ name: notRunProperty, value: JSON.stringify(notRun) }] : []),
  ]
}

const title = ({ titles }: TestResult) => cleanName(titles.join(' > '))
const portable = (file: string | undefined, root: string) =>
  file === undefined ? '' : relative(root, file).replaceAll('\\', '/')

/** Of each test case. */
export function shardCase(test: TestResult, { name }: Identity, root: string): Property[] {
  const defined = title(test)
  return [
    { name: positionProperty, value: test.position.join(' ') },
    ...(test.file === undefined ? [] : [{ name: fileProperty, value: portable(test.file, root) }]),
    ...(defined === name ? [] : [{ name: titleProperty, value: defined }]),
  ]
}

const notRunShape = v.array(v.tuple([v.string(), v.array(v.number()), v.string(), v.string()]))

/** The tests of a suite that did not run, as its properties tell them. */
export function readNotRun(
  properties: readonly Property[],
): { title: string; position: number[]; reason: string; file: string }[] {
  const text = properties.find(({ name }) => name === notRunProperty)?.value
  if (text === undefined) return []
  return v
    .parse(notRunShape, JSON.parse(text))
    .map(([title, position, reason, file]) => ({ title, position, reason, file }))
}

export function readDefined(
  properties: readonly Property[],
  name: string,
): { title: string; position: number[]; file?: string } {
  const of = (wanted: string) => properties.find((property) => property.name === wanted)?.value
  return {
    title: of(titleProperty) ?? name,
    position: (of(positionProperty) ?? '0').split(' ').map(Number),
    file: of(fileProperty),
  }
}

/** A property that is only of use to a merge. */
export const isShardProperty = ({ name }: Property) => name.startsWith('zephyr.')
