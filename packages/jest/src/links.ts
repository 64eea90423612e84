import { closeSync, openSync, readSync } from 'node:fs'

interface Links {
  requirements: readonly string[]
  tags: readonly string[]
}

const noLinks: Links = { requirements: [], tags: [] }
const linksByFile = new Map<string, Links>()

/** `@requirement ID_12` and `@tag smoke` of the docblock at the file's top hold for its tests. */
export function linksOf(path: string): Links {
  let links = linksByFile.get(path)
  if (!links) {
    links = readLinks(path)
    linksByFile.set(path, links)
  }
  return links
}

function readLinks(path: string): Links {
  const docblock = /^\uFEFF?(?:#!.*\n)?\s*\/\*\*([\s\S]*?)\*\//.exec(headOf(path))?.[1] ?? ''
  if (docblock === '') return noLinks
  const values = (pragma: string) =>
    Array.from(docblock.matchAll(new RegExp(`^[ \\t]*\\*?[ \\t]*@${pragma}[ \\t]+(.+)$`, 'gm')), ([, text = '']) =>
      text.trim().split(/[\s,]+/),
    ).flat()
  return { requirements: values('requirement'), tags: values('tag') }
}

/** How much of a test file is read: a docblock stands at its top. */
const headBytes = 16 * 1024

/** The beginning of a file. */
function headOf(path: string): string {
  try {
    const file = openSync(path, 'r')
    try {
      const bytes = Buffer.alloc(headBytes)
      return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, 0))
    } finally {
      closeSync(file)
    }
  } catch {
    // The file that could not be loaded for want of it has no docblock either.
    return ''
  }
}
