// What a test throws may be anything, with getters of its own.

/** A property of whatever was thrown; `undefined` where there is none, or where its getter throws. */
export function property(from: unknown, name: string): unknown {
  try {
    return typeof from === 'object' && from !== null ? Reflect.get(from, name) : undefined
  } catch {
    return undefined
  }
}

/** A text in a property of whatever was thrown; empty where it is no text. */
export function textProperty(from: unknown, name: string): string {
  const value = property(from, name)
  return typeof value === 'string' ? value : ''
}
