import { readFileSync, writeFileSync } from 'node:fs'
import { type Merged, type MergedCase, mergeFiles } from '@zephyr-reporters/core'
import { clientOptions, createReadBack } from '@zephyr-reporters/core/internal'
import type { TemplateRecord } from '@zephyr-reporters/parser-template'
import { type Action, type Context, clientOf, contextOf } from '../command.js'
import { filesOf, mergeOptionsOf, mustNotOverwrite, repairLines, testCases } from '../deliver/input-files.js'
import { UsageError } from '../failure.js'
import { print, printJson } from '../output.js'
import { readingProgress } from '../progress.js'
import { colored } from '../table.js'
import { countsLine, type Folder, reasonsOf, stateOf, treeOf } from './tree.js'

/** Shows what Zephyr would record from files, and why; sends nothing. */
export const preview: Action = async (invocation) => {
  const context = await contextOf(invocation)
  const { loaded, log, json } = context
  const { template, html } = invocation.flags
  const files = await filesOf(invocation.args, { log })
  if (typeof template === 'string') {
    if (html !== undefined)
      throw new UsageError('--html shows repairs, and with --template nothing is repaired: use one of the two.')
    const text = template === 'server' ? await serverTemplateText(context) : templateText(template)
    return await withTemplate(text, files, context)
  }
  if (typeof html === 'string') mustNotOverwrite(files, html, '--html')
  const cases: MergedCase[] = []
  const merged = await mergeFiles(files, undefined, {
    ...mergeOptionsOf(loaded.settings),
    onRead: readingProgress(context, files),
    onCase: (testCase) => cases.push(testCase),
  })
  for (const why of merged.lost)
    log.error(`As it is, the server would lose the whole upload: ${why}. \`npx zephyr-report upload\` repairs it.`)
  const tree = treeOf(cases, loaded.settings.createPackage)
  const lines = [summary(merged), ...repairLines(merged), ...missingLines(merged)]
  if (typeof html === 'string') {
    const { previewPage } = await import('./page.js')
    writeFileSync(html, previewPage(cases, loaded.settings.createPackage, lines))
  }
  if (json) printJson({ ...merged, records: cases.map(withoutTexts) })
  else if (typeof html === 'string') print([...lines, `Written to ${html}`].join('\n'))
  else print([...lines, '', ...folderLines(tree)].join('\n'))
  return 0
}

/** A record of `--json`: without the texts, which stand in the file. */
const withoutTexts = ({ durationMs: _, failures: __, requirements: ___, tags: ____, ...testCase }: MergedCase) =>
  testCase

function summary({ counts: { recorded, failed, flaky } }: Merged): string {
  return `Zephyr would record ${testCases(recorded)}: ${recorded - failed} passed${flaky ? ` (${flaky} flaky)` : ''}, ${failed} failed.`
}

const missingLines = ({ shards }: Merged) =>
  shards
    .filter(({ missing }) => missing.length > 0)
    .map(({ runner, total, missing }) => `Shard ${missing.join(', ')} of ${total} (${runner}) is missing.`)

/** Prints what a parser template records of the files unchanged; repairs are for Zephyr's own `junit` template. */
async function withTemplate(text: string, files: readonly string[], { json, log }: Context): Promise<0 | 2> {
  const { readTemplate, templateRecordsOf } = await import('@zephyr-reporters/parser-template')
  const template = readTemplate(text)
  const records: TemplateRecord[] = []
  for (const file of files) for await (const record of templateRecordsOf(file, template)) records.push(record)
  const lost = new Set(records.flatMap((record) => record.lost ?? []))
  for (const why of lost) log.error(`The server would lose the whole upload: ${why}.`)
  if (json) printJson({ records })
  else print([`This template records ${testCases(records.length)}.`, '', ...records.map(recordLine)].join('\n'))
  return lost.size > 0 ? 2 : 0
}

/** The parser template that the server would read the files with: the one that `automationFramework` names. */
async function serverTemplateText(context: Context): Promise<string> {
  clientOf(context)
  const { loaded } = context
  const { automationFramework } = loaded.settings
  const templates = await createReadBack(clientOptions(loaded)).parserTemplates()
  const found = templates.find(({ name }) => name.toLowerCase() === automationFramework.toLowerCase())
  if (!found) {
    const names = templates.map(({ name }) => name).join(', ')
    throw new UsageError(
      `The server has no parser template "${automationFramework}". ${names === '' ? 'It shows none.' : `It has: ${names}; ZEPHYR_AUTOMATION_FRAMEWORK chooses one.`}`,
    )
  }
  if (found.template === undefined)
    throw new UsageError(`The server names the parser template "${found.name}", but does not show what is in it.`)
  return JSON.stringify(found.template)
}

function templateText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(`The template ${path} cannot be read: ${error instanceof Error ? error.message : error}`)
  }
}

const recordLine = ({ packageName, name, status }: TemplateRecord) =>
  `  ${status.padEnd(5)} ${packageName ? `${packageName} > ` : ''}${name}`

function folderLines(folder: Folder, indent = ''): string[] {
  const { names, folders, cases } = folder
  const head = names.length > 0 ? [`${indent}${colored('bold', names.join(' › '))}  ${countsLine(folder)}`] : []
  const inner = names.length > 0 ? `${indent}  ` : indent
  return [
    ...head,
    ...folders.flatMap((each) => folderLines(each, inner)),
    ...cases.map((testCase) => `${inner}${caseLine(testCase)}`),
  ]
}

const colors = { PASS: 'green', FAIL: 'red', '–': 'dim' } as const

function caseLine(testCase: MergedCase): string {
  const state = stateOf(testCase)
  const why = reasonsOf(testCase).join('; ')
  return `${colored(colors[state], state.padEnd(4))} ${testCase.name}${why === '' ? '' : colored('dim', `  (${why})`)}`
}
