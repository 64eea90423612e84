import { nameOf, type ResultInput, textOf } from './open.js'
import { cutName, linkedOf, tagsOf, type ZephyrRecord } from './records.js'
import { strictParser } from './strict-xml.js'
import type { Template, Value, Variable } from './template.js'
import { type Bound, childrenOf, nodesOf, placesOf, textIn, type Wanted, type XmlNode } from './tree.js'

/** One test result as a team's own template records it. */
export interface TemplateRecord extends Omit<ZephyrRecord, 'status'> {
  /** `OTHER`: an execution status of the team's own, or none at all. */
  status: 'PASS' | 'FAIL' | 'OTHER'
  /** The execution's status by the template's `statuses`; missing where none of them fits. */
  statusId?: string
}

/**
 * What a team's own parser template records from a file. The part below one element of the paths' first name is held
 * in memory, but only what the template names of it. Throws a {@link ResultFileError} where Zephyr refuses the file.
 */
export async function* templateRecordsOf(input: ResultInput, template: Template): AsyncGenerator<TemplateRecord> {
  const wanted = placesOf(template)
  let ready: XmlNode[] = []
  const parser = treeParser(wanted, (node) => ready.push(node), nameOf(input))
  for await (const text of textOf(input)) {
    parser.write(text)
    for (const node of ready) yield* recordsBelow(node, wanted, template)
    ready = []
  }
  parser.close()
  for (const node of ready) yield* recordsBelow(node, wanted, template)
}

function treeParser({ root, names, texts }: Wanted, onRoot: (node: XmlNode) => void, name: string) {
  const parser = strictParser(name)
  /** Open elements that the template names. */
  const open: XmlNode[] = []
  const gather = (text: string) => {
    for (const node of open) if (texts.has(node.name)) node.text.push(text)
  }
  parser.on('text', gather)
  parser.on('cdata', gather)
  parser.on('opentag', ({ name, attributes }) => {
    if (!names.has(name) || (open.length === 0 && name !== root)) return
    const node: XmlNode = { name, attributes, text: [], children: [] }
    open.at(-1)?.children.push(node)
    open.push(node)
  })
  parser.on('closetag', ({ name }) => {
    if (open.at(-1)?.name !== name) return
    const node = open.pop()
    if (node && open.length === 0) onRoot(node)
  })
  return parser
}

function* recordsBelow(node: XmlNode, wanted: Wanted, template: Template): Generator<TemplateRecord> {
  for (const bound of childrenOf(wanted.links, { name: '', attributes: {}, text: [], children: [node] }, new Map())) {
    const expanded = (value: Value) => expandedAgain(rendered(value, bound), wanted.outcomes, bound)
    const name = cutName(expanded(template.name))
    if (name === '' || template.skipTestcaseNames.includes(name)) continue
    const { linked, lost } = linkedOf(template.requirements.flatMap((value) => each(value, bound)))
    yield {
      name,
      packageName: expanded(template.packageName),
      ...statusOf(template, bound),
      requirements: linked,
      ...(lost === undefined ? {} : { lost }),
      tags: tagsOf(rendered(template.tag, bound)),
      attachments: template.attachments.flatMap((value) => each(value, bound)),
    }
  }
}

/** The plugin puts the failure's text into the template last, and so into names and packages that ask for it. */
function expandedAgain(value: string, outcomes: ReadonlySet<string>, bound: Bound): string {
  if (!value.includes('${')) return value
  let expanded = value
  for (const path of outcomes) {
    const node = bound.get(path)
    expanded = expanded
      .replaceAll(`\${${path}}`, () => (node ? textIn(node) : ''))
      .replaceAll(`\${exists(${path})}`, String(node !== undefined))
  }
  return expanded
}

function statusOf(template: Template, bound: Bound): Pick<TemplateRecord, 'status' | 'statusId' | 'attachment'> {
  if (template.statuses) return statusByRules(template.statuses, bound)
  const status = rendered(template.status, bound)
  const { statusString } = template
  const exists = statusString ? status === rendered(statusString, bound) : status !== ''
  const passed = exists === template.statusExistPass
  const attachment = rendered(passed ? template.passAttachment : template.failAttachment, bound)
  return { status: passed ? 'PASS' : 'FAIL', ...(attachment === '' ? {} : { attachment }) }
}

function statusByRules(rules: NonNullable<Template['statuses']>, bound: Bound) {
  const fits = ({ status, statusString }: (typeof rules)[number]) =>
    statusString ? rendered(status, bound) === rendered(statusString, bound) : rendered(status, bound) !== ''
  const rule = rules.find(fits) ?? rules.find(({ isDefault }) => isDefault)
  if (!rule) return { status: 'OTHER' as const }
  const attachment = rendered(rule.attachment, bound)
  const status =
    rule.statusId === '1' ? ('PASS' as const) : rule.statusId === '2' ? ('FAIL' as const) : ('OTHER' as const)
  return { status, statusId: rule.statusId, ...(attachment.trim() === '' ? {} : { attachment }) }
}

/** A list's value, once for each element that its variable stands for. */
function each(value: Value, bound: Bound): string[] {
  const variable = value.find((part) => typeof part !== 'string')
  if (variable === undefined) return [rendered(value, bound)].filter(Boolean)
  return nodesOf(variable.path, bound)
    .map((node) => rendered(value, new Map([...bound, [variable.path.join('.'), node]])))
    .filter(Boolean)
}

const rendered = (value: Value, bound: Bound) =>
  value.map((part) => (typeof part === 'string' ? part : valueIn(part, bound))).join('')

function valueIn({ kind, path, attribute, child, separator }: Variable, bound: Bound): string {
  const node = bound.get(path.join('.'))
  const valueOfNode = (node: XmlNode) => (attribute === undefined ? textIn(node) : (node.attributes[attribute] ?? ''))
  const has = (one: XmlNode) => attribute === undefined || attribute in one.attributes
  if (kind === 'value') return node ? valueOfNode(node) : ''
  if (kind === 'exists') return String(node !== undefined && has(node))
  const group = node && child !== undefined ? nodesOf([...path, child], new Map([[path.join('.'), node]])) : []
  return kind === 'concat' ? group.map(valueOfNode).join(separator) : String(group.some(has))
}
