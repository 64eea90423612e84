/** The process's environment; the only place besides the gate that reads it. */
export const environment = (): Record<string, string | undefined> => process.env
