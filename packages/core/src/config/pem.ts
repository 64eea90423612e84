import { readFileSync } from 'node:fs'

/** A PEM file's content; what is wrong with it is an error that names the option and the file. */
export function readPem(option: string, path: string): string {
  const content = readText(option, path)
  if (!content.includes('-----BEGIN ')) throw new Error(`${option}: ${path} is no PEM file.`)
  return content
}

function readText(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error
    throw new Error(`${option}: ${path} cannot be read (${code}).`, { cause: error })
  }
}
