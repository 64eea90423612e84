import { configFileName } from './files.js'
import { kebab, requiredNames } from './load.js'
import { type Option, type OptionName, optionNames, options } from './options.js'

/** The options as a Markdown table; the README's comes from here. */
export function optionTable(): string {
  const rows = optionNames.map((name) => {
    const { variable, property, meaning }: Option<unknown> = options[name]
    return `| \`${name}\` | \`${variable}\` | ${defaultText(name)} | ${meaning}${property ? ` (\`${property}\`)` : ''} |`
  })
  return ['| option | variable | default | meaning (Zephyr property) |', '|---|---|---|---|', ...rows].join('\n')
}

/** The JSON schema of `zephyr.config.json`, shipped for editors. Secrets are no part of it. */
export function configSchema(): Record<string, unknown> {
  const named = optionNames.filter((name) => !isSecret(name))
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: configFileName,
    description: 'Options of the Zephyr Enterprise reporters and of zephyr-report. Secrets belong in the environment.',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      ...Object.fromEntries(named.map((name) => [name, propertySchema(name)])),
    },
  }
}

/**
 * TypeScript's types of what users write: each option with its docstring, which an editor shows. Types, not interfaces: only
 * a type's literal is assignable to the `Record<string, unknown>` that Jest's and Vitest's configurations ask for.
 */
export function optionInterfaces(): string {
  return `// Generated from the table in options.ts by \`pnpm run docs\`; a test fails when it is stale.

/**
 * Options as \`zephyr.config.ts\` holds them. Secrets are not among them.
 *
 * @example
 * // zephyr.config.ts
 * import type { ZephyrConfig } from '@zephyr-reporters/core'
 *
 * export default { projectId: 6, releaseId: 11 } satisfies ZephyrConfig
 */
export type ZephyrConfig = {
${optionNames
  .filter((name) => !isSecret(name))
  .map(member)
  .join('\n\n')}
}

/**
 * Options as they stand in the runner's configuration. Each may also stand in \`zephyr.config.*\` or in the environment,
 * which wins.
 *
 * @example
 * reporters: ['default', ['@zephyr-reporters/jest', { jobName: 'Nightly web tests' }]]
 */
export type ZephyrReporterOptions = ZephyrConfig & {
${optionNames.filter(isSecret).map(member).join('\n\n')}
}
`
}

/** The source of `packages/cli/src/option-flags.ts`: the options as flags, so that `--help` need not load core. */
export function optionFlags(): string {
  return `// Generated from the table in packages/core/src/config/options.ts by \`pnpm run docs\`; a test fails when it is stale.

/** One of core's options as a flag of the command line. */
export interface Flag {
  flag: string
  env: string
  help: string
  choices?: string[]
}

export const flags: readonly Flag[] = [
${optionNames.map(flagOf).join('\n')}
]
`
}

function flagOf(name: OptionName): string {
  const { kind, variable, flag, help }: Option<unknown> = options[name]
  const members = [`flag: ${quoted(`--${kebab(name)} ${flag}`)}`, `env: ${quoted(variable)}`, `help: ${quoted(help)}`]
  if (kind.choices) members.push(`choices: [${kind.choices.map(quoted).join(', ')}]`)
  return `  {\n${members.map((member) => `    ${member},`).join('\n')}\n  },`
}

const quoted = (text: string) => (text.includes("'") ? JSON.stringify(text) : `'${text}'`)

function member(name: OptionName): string {
  const { kind, variable, property, meaning, example }: Option<unknown> = options[name]
  const words = `${meaning} Variable: \`${variable}\`.${property ? ` Zephyr’s property: \`${property}\`.` : ''}`
  const standard = defaultText(name).replaceAll('**', '').replace(/^–$/, 'not set')
  return `  /**
${wrapped(words, longestDocLine)
  .map((line) => `   * ${line}`)
  .join('\n')}
   *
   * @default ${standard}
   * @example ${name}: ${example}
   */
  ${name}?: ${kind.type} | undefined`
}

/** Characters of a docstring's line, so that with its indentation it fits into our 120. */
const longestDocLine = 112

function wrapped(text: string, longestLine: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > longestLine) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

function propertySchema(name: OptionName) {
  const option: Option<unknown> = options[name]
  const description = `${option.meaning} Environment: ${option.variable}.`
  return { ...option.kind.json, description, ...(option.default === undefined ? {} : { default: option.default }) }
}

function isSecret(name: OptionName) {
  const option: Option<unknown> = options[name]
  return option.secret === true
}

function defaultText(name: OptionName): string {
  const option: Option<unknown> = options[name]
  if (option.defaultText) return option.defaultText
  if (option.default !== undefined) return `\`${option.default}\``
  return requiredNames.some((required) => required === name) ? '**required**' : '–'
}
