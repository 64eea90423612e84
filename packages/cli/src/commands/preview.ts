import { readFileSync, writeFileSync } from 'node:fs'
import { type CaseFate, mergeFiles } from '@zephyr-reporters/core'
import type { TemplateRecord } from '@zephyr-reporters/parser-template'
import type { Action } from '../program.js'
import { contextOf, print, printJson } from './context.js'
import { filesOf, mendedLine } from './files.js'
import { colored } from './table.js'

export const preview: Action = async (invocation) => {
  const { loaded, json } = await contextOf(invocation)
  const { template } = invocation.flags
  if (typeof template === 'string') return await withTemplate(template, await filesOf(invocation.args), json)
  const { createPackage, skipped } = loaded.settings
  const fates: CaseFate[] = []
  const merged = await mergeFiles(await filesOf(invocation.args), undefined, {
    createPackage,
    skipped,
    onCase: (fate) => fates.push(fate),
  })
  const { html } = invocation.flags
  if (typeof html === 'string') {
    const { previewPage } = await import('./preview-page.js')
    writeFileSync(html, previewPage(fates, merged.counts))
  }
  if (json) printJson({ ...merged, records: fates })
  else {
    const { recorded, failed, flaky } = merged.counts
    const head = `Zephyr would record ${recorded} test cases: ${recorded - failed} passed${flaky ? ` (${flaky} flaky)` : ''}, ${failed} failed.`
    print(
      [
        head,
        ...mendedLine(merged),
        ...treeLines(fates),
        ...(typeof html === 'string' ? [`Written to ${html}`] : []),
      ].join('\n'),
    )
  }
  return 0
}

/** What a team's own template records of the files as they are: nothing is mended, for the template decides. */
async function withTemplate(path: string, files: readonly string[], json: boolean): Promise<0> {
  const { readTemplate, templateRecordsOf } = await import('@zephyr-reporters/parser-template')
  const template = readTemplate(readFileSync(path, 'utf8'))
  const records: TemplateRecord[] = []
  for (const file of files) for await (const record of templateRecordsOf(file, template)) records.push(record)
  if (json) printJson({ records })
  else print([`This template records ${records.length} test cases.`, '', ...records.map(recordLine)].join('\n'))
  return 0
}

const recordLine = ({ packageName, name, status }: TemplateRecord) =>
  `  ${status.padEnd(5)} ${packageName ? `${packageName} > ` : ''}${name}`

function treeLines(fates: readonly CaseFate[]): string[] {
  const folders = new Map<string, CaseFate[]>()
  for (const fate of fates) {
    const inside = folders.get(fate.packageName)
    if (inside) inside.push(fate)
    else folders.set(fate.packageName, [fate])
  }
  return [...folders]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([folder, inside]) => ['', folder || '(no package)', ...inside.map(fateLine)])
}

function fateLine({ name, outcome, omitted, reason, mends }: CaseFate): string {
  const state = omitted ? '–   ' : outcome === 'failed' ? colored('red', 'FAIL') : colored('green', 'PASS')
  const why = [...(omitted ? [`left out: ${reason ?? 'did not run'}`] : []), ...mends]
  return `  ${state} ${name}${why.length > 0 ? `  (${why.join('; ')})` : ''}`
}
