import * as v from 'valibot'

/** What a configuration file holds: an object, no list. */
export const objectOnly = v.pipe(
  v.unknown(),
  v.check((value) => !Array.isArray(value), 'a list'),
  v.record(v.string(), v.unknown(), 'no object'),
)
