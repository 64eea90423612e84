import { relative } from 'node:path'

/** A path as a line shows it: from the working directory where it is below it. */
export function shown(path: string): string {
  const short = relative('', path)
  return short === '' || short.startsWith('..') ? path : short
}

/** What a line tells of something that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
