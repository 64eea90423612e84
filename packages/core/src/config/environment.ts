/** The process's own environment, for those who may not read it themselves. */
export const environment = (): Record<string, string | undefined> => process.env
