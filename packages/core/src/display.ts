import { relative } from 'node:path'

/** Shortens a path for a message: relative to the working directory if it is below it, else as given. */
export function displayPath(path: string): string {
  const short = relative('', path)
  return short === '' || short.startsWith('..') ? path : short
}

/** The message of anything thrown, with options named as ZEPHYR_ variables. */
export const messageOf = (error: unknown): string =>
  withVariables(error instanceof Error ? error.message : String(error))

/** Replaces the client's option names (`url`) by the variables that users of the reporters set (`ZEPHYR_URL`). */
export const withVariables = (text: string): string =>
  text.replace(/`(url|token|timeout|clientCert|clientKey)`/g, (_, name: string) => {
    return `ZEPHYR_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
  })
