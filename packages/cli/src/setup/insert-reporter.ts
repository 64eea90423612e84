import type { parse as Parse } from '@babel/parser'
import type { RunnerDescriptor } from '@zephyr-reporters/reporter-kit/runners'

type Program = ReturnType<typeof Parse>['program']
type Statement = Program['body'][number]
type Expression = Extract<Statement, { type: 'ExpressionStatement' }>['expression']
type ObjectExpression = Extract<Expression, { type: 'ObjectExpression' }>
type Named = Pick<RunnerDescriptor, 'section' | 'key' | 'takesList' | 'entry' | 'line'>

/**
 * A runner's configuration with the reporter in it, all else as it was: JavaScript or TypeScript, an object, a function
 * that returns one, or a constant that is exported. `undefined` where it cannot be certain what the runner will get: a
 * list that is computed, options spread in from elsewhere, a call that is not known.
 */
export async function insertReporter(source: string, runner: Named): Promise<string | undefined> {
  const { parse } = await import('@babel/parser')
  const program = programOf(parse, source)
  const options = program && exportedOptions(program)
  if (!options) return undefined
  const { section } = runner
  const changed = section ? inSection(source, options, { ...runner, section }) : inOptions(source, options, runner)
  // What was written must be read again, with the reporter once.
  const again = changed === undefined ? undefined : programOf(parse, changed)
  return again && exportedOptions(again) ? changed : undefined
}

function programOf(parse: typeof Parse, source: string): Program | undefined {
  try {
    return parse(source, { sourceType: 'unambiguous', plugins: ['typescript'] }).program
  } catch {
    // A syntax that the parser does not know: the caller prints the line to add.
    return undefined
  }
}

/** Inserts the reporter within the object that holds the runner's options, such as `test` for Vitest. */
function inSection(source: string, options: ObjectExpression, runner: Named & { section: string }): string | undefined {
  const { section, line } = runner
  const value = own(options, section)
  if (value === 'unknown') return undefined
  if (value === undefined) return inserted(source, options, `${section}: { ${line} }`)
  return value.type === 'ObjectExpression' ? inOptions(source, value, runner) : undefined
}

function inOptions(
  source: string,
  options: ObjectExpression,
  { key, takesList, entry, line }: Named,
): string | undefined {
  const value = own(options, key)
  if (value === 'unknown') return undefined
  if (value === undefined) return inserted(source, options, line)
  // Another reporter stands there, and only one can.
  if (!takesList) return undefined
  const { start, end } = rangeOf(value)
  if (value.type === 'ArrayExpression') {
    const separator = value.elements.length === 0 ? '' : ', '
    return `${source.slice(0, start + 1)}${entry}${separator}${source.slice(start + 1)}`
  }
  // One reporter by its name, as Playwright and Vitest take it.
  if (value.type !== 'StringLiteral') return undefined
  const single = source.slice(start, end)
  const list = key === 'reporter' ? `[[${single}], ${entry}]` : `[${single}, ${entry}]`
  return source.slice(0, start) + list + source.slice(end)
}

/** The value of an object's own key; `unknown` where a spread, a computed key or a second one leaves a doubt. */
function own(options: ObjectExpression, key: string): Expression | 'unknown' | undefined {
  const values: Expression[] = []
  for (const property of options.properties) {
    if (property.type === 'SpreadElement' || property.computed) return 'unknown'
    const name = property.key.type === 'Identifier' ? property.key.name : 'value' in property.key && property.key.value
    if (name !== key) continue
    if (property.type !== 'ObjectProperty' || !isExpression(property.value)) return 'unknown'
    values.push(property.value)
  }
  return values.length > 1 ? 'unknown' : values[0]
}

const isExpression = (node: { type: string }): node is Expression => !/Pattern$|RestElement/.test(node.type)

/** The object that a configuration exports, whether as it stands or by way of a constant, a function or a known helper. */
function exportedOptions(program: Program): ObjectExpression | undefined {
  const [exported, ...others] = program.body.flatMap(exportedBy)
  return exported && others.length === 0 ? objectOf(exported, program) : undefined
}

function exportedBy(statement: Statement): Expression[] {
  if (statement.type === 'ExportDefaultDeclaration') {
    const { declaration } = statement
    if (declaration.type === 'FunctionDeclaration') return returnedBy(declaration.body.body)
    return declaration.type === 'ClassDeclaration' || declaration.type === 'TSDeclareFunction' ? [] : [declaration]
  }
  if (statement.type === 'TSExportAssignment') return [statement.expression]
  if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'AssignmentExpression') return []
  const { left, right } = statement.expression
  return isModuleExports(left) ? [right] : []
}

const isModuleExports = (node: { type: string }) =>
  node.type === 'MemberExpression' &&
  'object' in node &&
  'property' in node &&
  isNamed(node.object, 'module') &&
  isNamed(node.property, 'exports')

const isNamed = (node: unknown, name: string): boolean =>
  typeof node === 'object' && node !== null && 'name' in node && node.name === name

function objectOf(expression: Expression, program: Program): ObjectExpression | undefined {
  if (expression.type === 'ObjectExpression') return expression
  if (expression.type === 'TSSatisfiesExpression' || expression.type === 'TSAsExpression')
    return objectOf(expression.expression, program)
  if (expression.type === 'ParenthesizedExpression') return objectOf(expression.expression, program)
  if (expression.type === 'Identifier') return constantOf(expression.name, program)
  if (expression.type === 'ArrowFunctionExpression' || expression.type === 'FunctionExpression') {
    const { body } = expression
    const [only] = body.type === 'BlockStatement' ? returnedBy(body.body) : [body]
    return only && objectOf(only, program)
  }
  if (expression.type !== 'CallExpression') return undefined
  // The last argument of `mergeConfig` wins, but for lists, which it joins.
  const helper = ['defineConfig', 'mergeConfig'].find((name) => isNamed(expression.callee, name))
  const last = expression.arguments.at(-1)
  if (!helper || !last || last.type === 'SpreadElement' || last.type === 'ArgumentPlaceholder') return undefined
  if (helper === 'defineConfig' && expression.arguments.length > 1) return undefined
  return objectOf(last, program)
}

/** What a function's last statement returns; nothing where it may return something else before. */
function returnedBy(statements: readonly Statement[]): Expression[] {
  const last = statements.at(-1)
  const isStraight = statements.slice(0, -1).every(({ type }) => /Declaration$|^ExpressionStatement$/.test(type))
  return last?.type === 'ReturnStatement' && last.argument && isStraight ? [last.argument] : []
}

/** The object of a top-level constant that nothing but its declaration and the export names. */
function constantOf(name: string, program: Program): ObjectExpression | undefined {
  const declared = program.body.flatMap((statement) =>
    statement.type === 'VariableDeclaration' ? statement.declarations : [],
  )
  const found = declared.filter(({ id }) => isNamed(id, name))
  const [declaration] = found
  if (!declaration?.init || found.length > 1 || uses(program, name) > 2) return undefined
  return declaration.init.type === 'Identifier' ? undefined : objectOf(declaration.init, program)
}

/** How often an identifier stands in the program, its declaration included. */
function uses(node: unknown, name: string): number {
  if (typeof node !== 'object' || node === null) return 0
  const isIt = 'type' in node && node.type === 'Identifier' && isNamed(node, name) ? 1 : 0
  return Object.entries(node)
    .filter(([key]) => key !== 'loc' && !key.endsWith('Comments'))
    .reduce((sum, [, child]) => sum + uses(child, name), isIt)
}

/** Puts a property in front of an object's others, in the style of its first line. */
function inserted(source: string, options: ObjectExpression, text: string): string {
  const open = rangeOf(options).start
  const rest = source.slice(open + 1)
  const newline = /^[^\S\r\n]*(\r?\n)([ \t]*)/.exec(rest)
  const isEmpty = options.properties.length === 0
  if (newline && !isEmpty) return `${source.slice(0, open + 1)}${newline[1]}${newline[2]}${text},${rest}`
  return `${source.slice(0, open + 1)} ${text}${isEmpty ? '' : ','}${isEmpty && rest.startsWith('}') ? ' ' : ''}${rest}`
}

function rangeOf({ start, end }: { start?: number | null; end?: number | null }): { start: number; end: number } {
  if (typeof start !== 'number' || typeof end !== 'number') throw new TypeError('the parser gives every node its place')
  return { start, end }
}

/** The source with blanks for its comments, at the same length. */
export function withoutComments(source: string): string {
  const text = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g
  return source.replace(text, (found) => (found.startsWith('/') ? found.replace(/[^\n]/g, ' ') : found))
}
