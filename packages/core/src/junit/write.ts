import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { XMLBuilder } from 'fast-xml-parser'
import type { TestResult, TestRun } from '../results/model.js'
import { type Identity, identify, packageOf } from '../results/names.js'
import { cleanName, cleanText } from '../results/text.js'

export interface WriteOptions {
  createPackage?: boolean
  skipped?: 'omit' | 'include'
  titleLinks?: boolean
}

/** How many tests there are and what became of them. */
export interface Counts {
  /** All, the failing cases that stand for no test included. */
  total: number
  passed: number
  failed: number
  /** Of the passed. */
  flaky: number
  notRun: number
  /** Test cases in the file. */
  recorded: number
  /** Left out, by the runner's word for why. */
  omitted: Record<string, number>
}

export interface WrittenFile {
  path: string
  counts: Counts
  warnings: string[]
}

/** Writes a run's result file, test case by test case, under a temporary name that is replaced at the end. */
export function writeResultFile(path: string, run: TestRun, options: WriteOptions = {}): WrittenFile {
  const counts: Counts = { total: 0, passed: 0, failed: 0, flaky: 0, notRun: 0, recorded: 0, omitted: {} }
  mkdirSync(dirname(path), { recursive: true })
  const temporary = `${path}.${process.pid}.tmp`
  const fd = openSync(temporary, 'w')
  try {
    const tests = [...run.tests]
    const identities = identify(tests, { ...run, createPackage: options.createPackage })
    const suites = new Map<string, TestResult[]>()
    for (const test of tests) {
      const key = packageOf(test, run.root, run.runner)
      const suite = suites.get(key)
      if (suite) suite.push(test)
      else suites.set(key, [test])
    }
    writeSync(fd, '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n')
    for (const [name, suite] of [...suites].sort(([a], [b]) => (a < b ? -1 : 1))) {
      writeSync(fd, `<testsuite name="${name.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)}">\n`)
      for (const test of suite) {
        counts.total++
        counts[test.outcome]++
        if (test.flaky) counts.flaky++
        const identity = identities.get(test)
        if (test.outcome === 'notRun' && options.skipped !== 'include') {
          const reason = test.reason ?? 'skipped'
          counts.omitted[reason] = (counts.omitted[reason] ?? 0) + 1
        } else if (identity) {
          counts.recorded++
          writeSync(fd, testcase(test, identity))
        }
      }
      writeSync(fd, '</testsuite>\n')
    }
    writeSync(fd, '</testsuites>\n')
    fsyncSync(fd)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  } finally {
    closeSync(fd)
  }
  renameSync(temporary, path)
  return { path, counts, warnings: [] }
}

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  format: false,
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
})

function testcase(test: TestResult, { packageName, name }: Identity): string {
  const text = test.failures.map(({ text, message }) => cleanText(text || message)).join('\n\n')
  return `${builder.build({
    testcase: {
      '@classname': packageName,
      '@name': name,
      '@time': (test.duration / 1000).toFixed(3),
      ...(test.flaky ? { properties: { property: { '@name': 'flaky', '@value': 'true' } } } : {}),
      ...(test.outcome === 'notRun' ? { skipped: '' } : {}),
      ...(test.outcome === 'failed'
        ? {
            failure: {
              '@message': cleanName(test.failures[0]?.message ?? 'failed'),
              '@type': cleanName(test.failures[0]?.type ?? 'Error'),
              '#text': text.trim() || 'The runner gave no text for this failure.',
            },
          }
        : {}),
      ...(test.requirements?.length ? { requirements: { requirement: test.requirements } } : {}),
      ...(test.tags?.length ? { tags: { tag: test.tags } } : {}),
    },
  })}\n`
}
