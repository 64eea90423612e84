import * as v from 'valibot'

// A habit's description stands beside its schema; the README's tables are made of both (scripts/document.mjs).

/** An optional value without a default. */
export const habit = <Input, Output>(description: string, schema: v.GenericSchema<Input, Output>) =>
  v.optional(v.pipe(schema, v.description(description)))

/** An optional value that is `fallback` where it is not set. */
export const habitOr = <Input, Output, const Fallback extends Input>(
  fallback: Fallback,
  description: string,
  schema: v.GenericSchema<Input, Output>,
) => v.optional(v.pipe(schema, v.description(description)), fallback)

export const seconds = v.pipe(v.number(), v.minValue(0))
export const positive = v.pipe(v.number(), v.integer(), v.minValue(1))
export const likelihood = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
