import { statSync } from 'node:fs'
import { displayPath } from '../display.js'

/** Megabytes that Zephyr takes of an attachment, and so perhaps of a result file, unless its administrator set another limit (docs/zephyr.md). */
export const usualLimitMb = 50
const bytesOfMb = 1024 * 1024

/** @returns a warning about a file that the server may refuse, or `undefined`. */
export function sizeWarning(path: string): string | undefined {
  const { size } = statSync(path)
  if (size <= usualLimitMb * bytesOfMb) return undefined
  return `${displayPath(path)} has ${Math.ceil(size / bytesOfMb)} MB. Zephyr takes ${usualLimitMb} MB unless its administrator allows more: where it refuses the file, send fewer tests at once.`
}
