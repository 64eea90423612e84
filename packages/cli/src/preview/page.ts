import type { MergedCase } from '@zephyr-reporters/core'
import { type ReportCase, reportFile } from '@zephyr-reporters/pages'
import { foldersOf } from '@zephyr-reporters/parser-template'
import { reasonsOf, stateOf } from './tree.js'

const outcomes = { PASS: 'passed', FAIL: 'failed', '–': 'other' } as const

/** What Zephyr would record, as one self-contained page. */
export function previewPage(cases: readonly MergedCase[], createPackage: boolean, lines: readonly string[]): string {
  const reportCases = cases.map((testCase): ReportCase => {
    const { packageName, name, file, durationMs, failures = [], requirements, tags } = testCase
    return {
      ...{ name, file, durationMs, requirements, tags },
      folders: foldersOf(packageName, createPackage),
      outcome: outcomes[stateOf(testCase)],
      notes: reasonsOf(testCase),
      text: failures.length > 0 ? failures.map(({ text, message }) => text || message).join('\n\n') : undefined,
    }
  })
  return reportFile({ title: 'What Zephyr would record', lines, cases: reportCases })
}
