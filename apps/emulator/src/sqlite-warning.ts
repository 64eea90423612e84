type EmitWarning = typeof process.emitWarning

/**
 * Runs `load` without Node 22's warning that SQLite is experimental: the emulator asks for a Node whose SQLite it is
 * tested with, and its users can do nothing about the line. Every other warning is printed as ever.
 */
export async function withoutSqliteWarning<T>(load: () => Promise<T>): Promise<T> {
  const emit = process.emitWarning
  process.emitWarning = ((...args: Parameters<EmitWarning>) => {
    if (!String(args[0]).startsWith('SQLite is an experimental feature')) emit.apply(process, args)
  }) as EmitWarning
  try {
    return await load()
  } finally {
    process.emitWarning = emit
  }
}
