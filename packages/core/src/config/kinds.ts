import * as v from 'valibot'

/** How one option's value is read, wherever it comes from: environment and flags give text, JSON and code give values. */
export interface Kind<T> {
  schema: v.GenericSchema<unknown, T>
  /** What a message says is expected. */
  expected: string
  /** The JSON schema of a value in `zephyr.config.json`. */
  json: Record<string, unknown>
}

const trueWords = ['true', '1', 'yes', 'on']
const falseWords = ['false', '0', 'no', 'off']

const word = v.pipe(v.string(), v.trim(), v.toLowerCase())
const fromWord = v.pipe(
  word,
  v.picklist([...trueWords, ...falseWords]),
  v.transform((text) => trueWords.includes(text)),
)
const number = v.union([v.number(), v.pipe(v.string(), v.trim(), v.regex(/^\d+(\.\d+)?$/), v.transform(Number))])

export const text: Kind<string> = {
  schema: v.pipe(v.union([v.string(), v.pipe(v.number(), v.transform(String))]), v.trim(), v.nonEmpty()),
  expected: 'some text',
  json: { type: 'string' },
}

/** A secret is taken to the letter; one that cannot stand in a header was pasted wrong. */
export const secret: Kind<string> = {
  schema: v.pipe(v.string(), v.trim(), v.nonEmpty(), v.regex(/^[^\u0000-\u001F\u007F]+$/)),
  expected: 'text on one line, without control characters',
  json: { type: 'string' },
}

export const url: Kind<string> = {
  schema: v.pipe(
    v.string(),
    v.trim(),
    v.check((value) => /^https?:$/.test(parsedUrl(value)?.protocol ?? '')),
    // A password in an address ends up in logs.
    v.check((value) => !parsedUrl(value)?.username && !parsedUrl(value)?.password),
  ),
  expected:
    'an address such as https://acme.yourzephyr.com, without a user name or password in it (set ZEPHYR_TOKEN instead)',
  json: { type: 'string', format: 'uri' },
}

const parsedUrl = (value: string) => (URL.canParse(value) ? new URL(value) : undefined)

export const boolean: Kind<boolean> = {
  schema: v.union([v.boolean(), fromWord]),
  expected: 'true or false (also 1/0, yes/no, on/off)',
  json: { type: 'boolean' },
}

export const id: Kind<number> = {
  schema: v.pipe(number, v.safeInteger(), v.minValue(1)),
  expected: 'a whole number above 0, as Zephyr shows it in the address of its pages',
  json: { type: 'integer', minimum: 1 },
}

export const count: Kind<number> = {
  schema: v.pipe(number, v.integer(), v.minValue(0), v.maxValue(100)),
  expected: 'a whole number from 0 to 100',
  json: { type: 'integer', minimum: 0, maximum: 100 },
}

export const days: Kind<number> = {
  schema: v.pipe(number, v.integer(), v.minValue(0), v.maxValue(3650)),
  expected: 'a whole number of days from 0 to 3650',
  json: { type: 'integer', minimum: 0, maximum: 3650 },
}

/** Over an hour, someone meant milliseconds. */
const longest = 3600
export const seconds: Kind<number> = {
  schema: v.pipe(
    number,
    v.check((value) => value > 0 && value <= longest),
  ),
  expected: `seconds, above 0 and at most ${longest} (not milliseconds)`,
  json: { type: 'number', exclusiveMinimum: 0, maximum: longest },
}

/** Seconds to wait for the run's end; `true` is 600, `false` (0) does not wait. */
export const wait: Kind<number> = {
  schema: v.pipe(
    // Digits are seconds, whether they come as text or as a number: `1` is no `true` here.
    v.union([number, v.boolean(), fromWord]),
    v.transform((value) => (typeof value === 'number' ? value : value ? 600 : 0)),
    v.maxValue(longest),
  ),
  expected: `true, false, or seconds up to ${longest} (not milliseconds)`,
  json: { anyOf: [{ type: 'boolean' }, { type: 'number', minimum: 0, maximum: longest }] },
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
  json: { type: 'string', pattern: '^(\\d{4}-\\d{2}-\\d{2}|\\d{2}/\\d{2}/\\d{4})$' },
}

function existingDay(value: string): boolean {
  const [month = 0, day = 0, year = 0] = value.split('/').map(Number)
  const utc = new Date(Date.UTC(year, month - 1, day))
  return utc.getUTCFullYear() === year && utc.getUTCMonth() === month - 1 && utc.getUTCDate() === day
}

export function choice<const T extends string>(...values: [T, ...T[]]): Kind<T> {
  return {
    schema: v.pipe(word, v.picklist(values)),
    expected: values.map((value) => `\`${value}\``).join(', '),
    json: { type: 'string', enum: values },
  }
}
