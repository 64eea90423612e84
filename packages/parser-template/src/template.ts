/** Why a parser template cannot be used. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
}

/**
 * A parser template as Zephyr keeps it (Administration > Parser templates). Values are constants or hold
 * `${path:attribute}`, `${path}` (the element's text), `${exists(path)}`, `${group_concat(path,child,' ')}` and
 * `${group_exists(path,child)}`. Which of this is documented stands in docs/parser-templates.md.
 */
export interface Template {
  name: Value
  packageName: Value
  tag: Value
  skipTestcaseNames: string[]
  /** Each value stands for as many as there are elements. */
  requirements: Value[]
  attachments: Value[]
  status: Value
  statusString: Value | undefined
  statusExistPass: boolean
  passAttachment: Value
  failAttachment: Value
  /** The newer form, which takes the place of the above. */
  statuses: StatusRule[] | undefined
}

/** One entry of `statuses`: which text becomes which status. */
export interface StatusRule {
  status: Value
  statusString: Value | undefined
  /** Id of the execution's status: `1` passed, `2` failed; others are the team's own. */
  statusId: string
  attachment: Value
  isDefault: boolean
}

/** A text with its variables taken apart. */
export type Value = readonly (string | Variable)[]

/** One `${…}` of a template. */
export interface Variable {
  kind: 'value' | 'exists' | 'concat' | 'groupExists'
  /** Element names, outermost first. */
  path: readonly string[]
  /** The attribute; else the element's text. Of a group, of each child. */
  attribute?: string
  /** The element of a group's children; `undefined` where it is no group. */
  child?: string
  separator: string
}

/** Reads a template from its JSON: an object, or a list of one as Zephyr keeps it. Throws a {@link TemplateError}. */
export function readTemplate(json: string): Template {
  const fields = topOf(parsed(json))
  const testcase = objectOf(fields.testcase, 'testcase')
  const name = parseValue(testcase.name ?? testcase.id, 'testcase.name')
  if (name.length === 0)
    throw new TemplateError('The template has no testcase.name: Zephyr drops records without a name.')
  return {
    name,
    packageName: parseValue(fields.packageName, 'packageName'),
    tag: parseValue(testcase.tag ?? fields.tag, 'tag'),
    skipTestcaseNames: textOf(fields.skipTestcaseNames, 'skipTestcaseNames').split(',').filter(Boolean),
    requirements: listOf(fields.requirements, 'requirements').map(({ id }) => parseValue(id, 'requirements.id')),
    attachments: listOf(fields.attachments, 'attachments').map(({ filePath }) =>
      parseValue(filePath, 'attachments.filePath'),
    ),
    status: parseValue(fields.status, 'status'),
    statusString: optionalValue(fields.statusString, 'statusString'),
    statusExistPass: flagOf(fields.statusExistPass, 'statusExistPass'),
    passAttachment: parseValue(fields.statusPassAttachment, 'statusPassAttachment'),
    failAttachment: parseValue(fields.statusFailAttachment, 'statusFailAttachment'),
    statuses: fields.statuses === undefined || fields.statuses === null ? undefined : rulesOf(fields.statuses),
  }
}

const rulesOf = (statuses: unknown): StatusRule[] =>
  listOf(statuses, 'statuses').map((rule) => ({
    status: parseValue(rule.status, 'statuses.status'),
    statusString: optionalValue(rule.statusString, 'statuses.statusString'),
    statusId: textOf(rule.statusId, 'statuses.statusId'),
    attachment: parseValue(rule.attachmentText, 'statuses.attachmentText'),
    isDefault: flagOf(rule.default, 'statuses.default'),
  }))

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (error) {
    throw new TemplateError(`The template is no JSON: ${error instanceof Error ? error.message : error}`)
  }
}

function topOf(template: unknown): Record<string, unknown> {
  if (!Array.isArray(template)) return objectOf(template, 'template')
  if (template.length !== 1) throw new TemplateError(`The template is a list of ${template.length}, not of one.`)
  return objectOf(template[0], 'template')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function objectOf(value: unknown, field: string): Record<string, unknown> {
  if (isObject(value)) return value
  throw new TemplateError(`The template's ${field} is ${value === undefined ? 'missing' : 'no object'}.`)
}

function listOf(value: unknown, field: string): Record<string, unknown>[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value.map((item: unknown) => objectOf(item, `${field} entry`))
  throw new TemplateError(`The template's ${field} is no list.`)
}

function textOf(value: unknown, field: string): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new TemplateError(`The template's ${field} is no text.`)
}

function flagOf(value: unknown, field: string): boolean {
  const text = textOf(value, field).toLowerCase()
  if (text === 'true') return true
  if (text === 'false' || text === '') return false
  throw new TemplateError(`The template's ${field} is ${text}, neither true nor false.`)
}

const optionalValue = (value: unknown, field: string) =>
  value === undefined || value === null ? undefined : parseValue(value, field)

function parseValue(value: unknown, field: string): Value {
  const text = textOf(value, field)
  // `split` with a group gives constants and variables in turn.
  return text
    .split(/\$\{([^${}]*)\}/)
    .map((part, index) => (index % 2 === 0 ? part : variableOf(part, field)))
    .filter((part) => part !== '')
}

function variableOf(text: string, field: string): Variable {
  const [, call, inside = ''] = /^\s*(exists|group_concat|group_exists)\((.*)\)\s*$/.exec(text) ?? []
  if (call === undefined) return { kind: 'value', separator: '', ...placeOf(text, field) }
  if (call === 'exists') return { kind: 'exists', separator: '', ...placeOf(inside, field) }
  const [, parent = '', given = '', separator = ' '] = /^([^,]+),([^,]+)(?:,\s*'([^']*)'\s*)?$/.exec(inside) ?? []
  if (parent === '') throw new TemplateError(`The template's ${field} has ${text}: expected ${call}(path,child,' ').`)
  const { path } = placeOf(parent, field)
  const { path: children, attribute } = placeOf(given, field)
  return {
    kind: call === 'group_concat' ? 'concat' : 'groupExists',
    path,
    child: children.at(-1),
    attribute,
    separator,
  }
}

function placeOf(text: string, field: string): { path: string[]; attribute?: string } {
  const [path = '', attribute] = text.trim().split(':')
  const names = path.split('.')
  if (names.some((name) => !/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(name)))
    throw new TemplateError(`The template's ${field} has the variable ${text.trim()}: expected path or path:attribute.`)
  return { path: names, attribute }
}
