import * as v from 'valibot'
import { baseAddress, withScheme } from '../zephyr/address.js'

/** How one option's value is read, wherever it comes from: environment and flags give text, JSON and code give values. */
export interface Kind<T> {
  /** @internal */
  schema: v.GenericSchema<unknown, T>
  /** What a message says is expected. */
  expected: string
  /** `expected` says too little without the option's own example. */
  needsExample?: true
  /** The words it may be, where there is no other value. */
  choices?: readonly string[]
  /** The type of a value in code, as TypeScript spells it. */
  type: string
  /** The JSON schema of a value in `zephyr.config.json`. */
  json: Record<string, unknown>
}

const trueWords = ['true', '1', 'yes', 'on']
const falseWords = ['false', '0', 'no', 'off']

const word = v.pipe(v.string(), v.trim(), v.toLowerCase())
const fromWord = v.pipe(
  v.union([word, v.pipe(v.number(), v.transform(String))]),
  v.picklist([...trueWords, ...falseWords]),
  v.transform((text) => trueWords.includes(text)),
)
const number = v.union([v.number(), v.pipe(v.string(), v.trim(), v.regex(/^\d+(\.\d+)?$/), v.transform(Number))])

/**
 * JSON schemas of what the above read; the empty text counts as unset. A pattern has no flag for "in any case". It is spelled
 * out, because to make it would cost each reporter's start 0.1 ms.
 */
const wordJson = [
  { type: 'boolean' },
  {
    type: 'string',
    pattern: '^\\s*([tT][rR][uU][eE]|1|[yY][eE][sS]|[oO][nN]|[fF][aA][lL][sS][eE]|0|[nN][oO]|[oO][fF][fF])?\\s*$',
  },
  { enum: [0, 1] },
]
const numberJson = (limits: Record<string, number>, type = 'integer') => ({
  anyOf: [
    { type, ...limits },
    { type: 'string', pattern: type === 'integer' ? '^\\s*\\d*\\s*$' : '^\\s*(\\d+(\\.\\d+)?)?\\s*$' },
  ],
})

/** Text; a number is read as its digits. */
export const text: Kind<string> = {
  schema: v.pipe(v.union([v.string(), v.pipe(v.number(), v.transform(String))]), v.trim(), v.nonEmpty()),
  expected: 'text',
  needsExample: true,
  type: 'string | number',
  json: { type: ['string', 'number'] },
}

/** A secret is taken to the letter. Zephyr takes ASCII alone (docs/zephyr.md); anything else was pasted wrong. */
export const secret: Kind<string> = {
  schema: v.pipe(v.string(), v.trim(), v.nonEmpty(), v.regex(/^[\x20-\x7E]+$/)),
  expected: 'ASCII text on one line (a user name or password with other characters needs a token instead)',
  type: 'string',
  json: { type: 'string' },
}

/** Address of a server. */
export const url: Kind<string> = {
  schema: v.pipe(v.string(), v.trim(), v.check(isAddress), v.transform(withScheme), v.transform(withoutQuery)),
  expected:
    'an address such as https://acme.yourzephyr.com, without a user name or password in it (set ZEPHYR_TOKEN instead)',
  type: 'string',
  json: { type: 'string' },
}

/** What stands behind the path is no part of a server's address, and may hold a token. */
function withoutQuery(address: string): string {
  return address.replace(/[?#].*$/s, '')
}

/** Not with a password in it, which would end up in logs. */
function isAddress(value: string): boolean {
  try {
    return baseAddress(value) !== ''
  } catch {
    return false
  }
}

/** `true` or `false`, in any of the words for them. */
export const boolean: Kind<boolean> = {
  schema: v.union([v.boolean(), fromWord]),
  expected: 'true or false (also 1/0, yes/no, on/off)',
  type: 'boolean | string',
  json: { anyOf: wordJson },
}

/** Id of something in Zephyr: a whole number above 0. */
export const id: Kind<number> = {
  schema: v.pipe(number, v.safeInteger(), v.minValue(1)),
  expected: 'a whole number above 0, as Zephyr shows it in the address of its pages',
  type: 'number | string',
  json: numberJson({ minimum: 1 }),
}

/** A user's id, or Zephyr's -10, which assigns to anyone (docs: what working clients send). */
export const assignee: Kind<number> = {
  schema: v.union([
    v.pipe(
      v.union([v.literal(-10), v.pipe(v.string(), v.trim(), v.literal('-10'))]),
      v.transform(() => -10),
    ),
    id.schema,
  ]),
  expected: 'the id of a user (a whole number above 0), or -10 for anyone',
  type: 'number | string',
  json: {
    anyOf: [{ type: 'integer', minimum: 1 }, { const: -10 }, { type: 'string', pattern: '^\\s*(-10|\\d*)\\s*$' }],
  },
}

/** Folder names with `/` between them; slashes at either end are dropped. */
export const segments: Kind<string> = {
  schema: v.pipe(
    v.union([v.string(), v.pipe(v.number(), v.transform(String))]),
    v.transform((value) =>
      value
        .split('/')
        .map((segment) => segment.trim())
        .filter((segment, index, all) => segment !== '' || (index > 0 && index < all.length - 1)),
    ),
    v.check((all) => all.length > 0 && all.every((segment) => segment !== '')),
    v.transform((all) => all.join('/')),
  ),
  expected: 'names of folders with one / between them: staging, or web/chrome',
  type: 'string | number',
  json: { type: ['string', 'number'] },
}

/** How often: a whole number from 0 to 100. */
export const count: Kind<number> = {
  schema: v.pipe(number, v.integer(), v.minValue(0), v.maxValue(100)),
  expected: 'a whole number from 0 to 100',
  type: 'number | string',
  json: numberJson({ minimum: 0, maximum: 100 }),
}

/** Days: a whole number from 0 to 3650, ten years. */
export const days: Kind<number> = {
  schema: v.pipe(number, v.integer(), v.minValue(0), v.maxValue(3650)),
  expected: 'a whole number of days from 0 to 3650',
  type: 'number | string',
  json: numberJson({ minimum: 0, maximum: 3650 }),
}

/** Over an hour, someone meant milliseconds. */
const longestSeconds = 3600
/** Seconds, above 0 and at most an hour; fractions count. */
export const seconds: Kind<number> = {
  schema: v.pipe(
    number,
    v.check((value) => value > 0 && value <= longestSeconds),
  ),
  expected: `seconds, above 0 and at most ${longestSeconds} (not milliseconds)`,
  type: 'number | string',
  json: numberJson({ exclusiveMinimum: 0, maximum: longestSeconds }, 'number'),
}

/** What `wait: true` means. */
export const defaultWaitSeconds = 600

/** Seconds to wait for the run's end; `true` is 600, `false` (0) does not wait. */
export const wait: Kind<number> = {
  schema: v.pipe(
    // Digits are seconds, whether they come as text or as a number: `1` is no `true` here.
    v.union([number, v.boolean(), fromWord]),
    v.transform((value) => (typeof value === 'number' ? value : value ? defaultWaitSeconds : 0)),
    v.minValue(0),
    v.maxValue(longestSeconds),
  ),
  expected: `true, false, or seconds up to ${longestSeconds} (not milliseconds)`,
  type: 'boolean | number | string',
  json: { anyOf: [...wordJson, ...numberJson({ minimum: 0, maximum: longestSeconds }, 'number').anyOf] },
}

/** A day as Zephyr spells it, mm/dd/yyyy. */
export const date: Kind<string> = {
  schema: v.pipe(
    v.string(),
    v.trim(),
    v.transform((value) => value.replace(/^(\d{4})-(\d{2})-(\d{2})$/, '$2/$3/$1')),
    v.regex(/^\d{2}\/\d{2}\/\d{4}$/),
    v.check(existingDay),
  ),
  expected: 'a day that exists, as yyyy-mm-dd or mm/dd/yyyy',
  type: 'string',
  json: { type: 'string', pattern: '^\\s*(\\d{4}-\\d{2}-\\d{2}|\\d{2}/\\d{2}/\\d{4})?\\s*$' },
}

function existingDay(value: string): boolean {
  const [month = 0, day = 0, year = 0] = value.split('/').map(Number)
  const utc = new Date(Date.UTC(year, month - 1, day))
  return utc.getUTCFullYear() === year && utc.getUTCMonth() === month - 1 && utc.getUTCDate() === day
}

/** One of some words, in any case. */
export function choice<const T extends string>(...values: [T, ...T[]]): Kind<T> {
  return {
    schema: v.pipe(word, v.picklist(values)),
    expected: values.map((value) => `\`${value}\``).join(' or '),
    choices: values,
    type: values.map((value) => `'${value}'`).join(' | '),
    json: { type: 'string', enum: [...values, ''] },
  }
}
