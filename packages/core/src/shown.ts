import { relative } from 'node:path'

/** A path as a line shows it: from the working directory where it is below it. */
export function shown(path: string): string {
  const short = relative('', path)
  return short === '' || short.startsWith('..') ? path : short
}

/** What a line tells of something that was thrown. */
export const messageOf = (error: unknown): string =>
  withVariables(error instanceof Error ? error.message : String(error))

/** The client names its options (`url`); a user of the reporters sets variables (ZEPHYR_URL). */
export const withVariables = (text: string): string =>
  text.replace(/`(url|token|timeout|clientCert|clientKey)`/g, (_, name: string) => {
    return `ZEPHYR_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
  })
