import { configFileName, requiredNames } from './load.js'
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
