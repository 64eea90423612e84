import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { type Loaded, loadSettings } from '../../src/config/load.ts'
import { type Option, type OptionName, optionNames, options } from '../../src/config/options.ts'
import { temporaryFolder } from '../folder.ts'

const schema = JSON.parse(readFileSync(new URL('../../zephyr.config.schema.json', import.meta.url), 'utf8'))
const valid = new Ajv({ allowUnionTypes: true }).compile(schema)

/** Four values of each option as text, with what they become, least to most important: file, options, environment, flag. */
const samples: Partial<Record<OptionName, [string, unknown][]>> = {
  url: ['a', 'b', 'c', 'd'].map((host) => [`https://${host}.example`, `https://${host}.example`]),
  cycleStartDate: ['01', '02', '03', '04'].map((day) => [`2026-01-${day}`, `01/${day}/2026`]),
  cycleEndDate: ['05', '06', '07', '08'].map((day) => [`01/${day}/2026`, `01/${day}/2026`]),
  ...Object.fromEntries(
    (['root', 'clientCert', 'clientKey'] as const).map((name) => [
      name,
      ['a', 'b', 'c', 'd'].map((path) => [`/${path}`, resolve(`/${path}`)]),
    ]),
  ),
}
const numbers = [11, 12, 13, 14].map((number): [string, unknown] => [String(number), number])
const texts = ['one', 'two', 'three', 'four'].map((text): [string, unknown] => [text, text])
const booleans = ['yes', 'OFF', '1', 'False'].map((word, index): [string, unknown] => [word, index % 2 === 0])
const fourOf = (words: readonly string[]) =>
  [0, 1, 2, 3].map((index): [string, unknown] => {
    const word = words[index % words.length] ?? ''
    return [word, word]
  })
const samplesOf = (name: OptionName): [string, unknown][] => {
  const { kind }: Option<unknown> = options[name]
  const reads = (text: string) => kind.schema['~run']({ value: text }, {}).issues === undefined
  if (kind.choices) return fourOf(kind.choices)
  return samples[name] ?? (reads('one') ? texts : reads('12') ? numbers : booleans)
}

const load = (config: object | undefined, parts: Partial<Parameters<typeof loadSettings>[0]> = {}) => {
  const cwd = temporaryFolder()
  if (config) writeFileSync(join(cwd, 'zephyr.config.json'), JSON.stringify(config))
  return loadSettings({ runner: 'jest', env: {}, cwd, ...parts })
}

// An option that wants another beside it, and what a file named holds, are no matter here.
const wrong = ({ problems }: Loaded) =>
  problems.filter(({ given, expected }) => given !== 'nothing' && expected !== 'a PEM file that can be read')

describe.each(optionNames)('%s', (name) => {
  const option: Option<unknown> = options[name]
  const given = samplesOf(name)
  const [file, reporter, variable, flag] = given
  const empty = { [name]: '  ' }

  test('flag over environment over reporter options over file over default; empty counts as unset', () => {
    const layers = [
      { config: { [name]: file?.[0] } },
      { options: { [name]: reporter?.[0] } },
      { env: { [option.variable]: variable?.[0] } },
      { flags: { [name]: flag?.[0] } },
    ]
    const wanted: [unknown, string][] = [[option.default, 'default']]
    for (const [index, kind] of ['file', 'options', 'environment', 'flag'].entries())
      wanted.push([given[index]?.[1], kind])
    for (const [count, [value, kind]] of wanted.entries()) {
      if (kind === 'file' && option.secret) continue
      const { config, ...parts } = Object.assign({}, ...layers.slice(option.secret ? 1 : 0, count))
      const loaded = load(config ?? empty, {
        ...parts,
        env: { [option.variable]: ' ', ...parts.env },
        flags: { ...empty, ...parts.flags },
      })
      expect(wrong(loaded)).toEqual([])
      expect([loaded.settings[name], loaded.sources[name].kind]).toEqual([value, kind])
    }
  })

  test('a value of another kind is one problem, from each place, and the default stays', () => {
    const nonsense = { deep: [1] }
    for (const parts of [{ flags: { [name]: nonsense } }, { options: { [name]: nonsense } }]) {
      const { settings, problems } = load(undefined, parts)
      expect(problems.map((problem) => problem.option)).toContain(name)
      expect(settings[name]).toEqual(option.default)
    }
  })

  test('the shipped schema accepts every form, and no secret', () => {
    const forms = [...given.map(([text]) => text), ...given.map(([, value]) => value), '']
    for (const value of forms) {
      const config = { $schema: './x.json', [name]: value }
      expect([config, valid(config)], 'a schema that is out of date is written anew by `pnpm run docs`').toEqual([
        config,
        !option.secret,
      ])
      // What the schema accepts is read.
      if (!option.secret) expect(wrong(load({ [name]: value }))).toEqual([])
    }
    expect(valid({ [name]: { deep: 1 } })).toBe(false)
  })
})

describe('the shipped schema', () => {
  test.each([
    ['an unknown option', { jobNam: 'x' }],
    ['milliseconds', { timeout: 60_000 }],
    ['a name where an id belongs', { projectId: 'PRJ' }],
    ['a fraction of an id', { projectId: 1.5 }],
    ['no day', { cycleEndDate: 'tomorrow' }],
    ['an unknown word', { skipped: 'hide' }],
    ['no boolean', { strict: 'maybe' }],
    ['a list', []],
  ])('refuses %s, as the reporters do', (_, config) => {
    expect(valid(config)).toBe(false)
    expect(load(config).problems).toHaveLength(1)
  })

  test('accepts numbers and booleans in every form that is read', () => {
    const config = { strict: 'YES', dryRun: 0, wait: 'true', timeout: ' 30 ', projectId: '7', cycleDays: 0 }
    expect(valid(config)).toBe(true)
    const { settings, problems } = load(config)
    expect(problems).toEqual([])
    expect(settings).toMatchObject({ strict: true, dryRun: false, wait: 600, timeout: 30, projectId: 7, cycleDays: 0 })
  })
})
