import { resolve } from 'node:path'
import type { Attachment } from '@zephyr-reporters/core'
import type { TestCase } from 'vitest/node'

interface Links {
  requirements: string[]
  tags: string[]
}

/**
 * From a test's meta (`task.meta.requirement`, `requirements`, `tag`, `tags`: text or a list), its annotations of type
 * `requirement` and `tag`, and Vitest's own tags where the version has them.
 */
export function linksOf(test: TestCase): Links {
  const meta: object = test.meta()
  // Annotations came with Vitest 3.2.
  const annotations = 'annotations' in test ? test.annotations() : []
  const annotated = (wanted: string) => annotations.filter(({ type }) => type === wanted).map(({ message }) => message)
  return {
    requirements: [...texts(meta, 'requirement'), ...texts(meta, 'requirements'), ...annotated('requirement')],
    tags: [
      ...texts(meta, 'tag'),
      ...texts(meta, 'tags'),
      ...annotated('tag'),
      ...texts(test, 'tags'),
      ...texts(test.options, 'tags'),
    ],
  }
}

/** Files that annotations carry, where the version has them. */
export function attachmentsOf(test: TestCase, root: string): Attachment[] {
  const annotations = 'annotations' in test ? test.annotations() : []
  return annotations.flatMap(({ attachment }) => {
    const { path, contentType = 'application/octet-stream' } = attachment ?? {}
    return path ? [{ path: resolve(root, path), contentType }] : []
  })
}

function texts(from: object, name: string): string[] {
  const value: unknown = Reflect.get(from, name)
  const list: unknown[] = Array.isArray(value) ? value : [value]
  // What is no text is no requirement either: the core says so.
  return list.filter((item) => item !== undefined && item !== null).map(String)
}
