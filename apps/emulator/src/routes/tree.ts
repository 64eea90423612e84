import type { MadeFolder } from '../store/repository.js'
import type { Folder } from '../world.js'

interface Branch {
  id: number
  name: string
  type: 'Phase'
  releaseId: number
  parentId: number
  categories: Branch[]
}

/** Deeper folders are left out: JSON of thousands of levels can be written and read by few. */
const deepest = 500

/** A release's repository as `testcasetree` shows it: the world's folders, and below them the folders that runs made. */
export function repositoryTree(
  release: { id: number; folders: readonly Folder[] },
  made: readonly MadeFolder[],
): Branch[] {
  const byParent = new Map<number, MadeFolder[]>()
  for (const folder of made) {
    const siblings = byParent.get(folder.parent)
    if (siblings) siblings.push(folder)
    else byParent.set(folder.parent, [folder])
  }
  const branch = (id: number, name: string, parentId: number): Branch => ({
    id,
    name,
    type: 'Phase',
    releaseId: release.id,
    parentId,
    categories: [],
  })
  const grow = (into: Branch, own: readonly Folder[], depth: number): Branch => {
    if (depth >= deepest) return into
    for (const { id, name, folders = [] } of own)
      into.categories.push(grow(branch(id, name, into.id), folders, depth + 1))
    for (const { id, name } of byParent.get(into.id) ?? [])
      into.categories.push(grow(branch(id, name, into.id), [], depth + 1))
    return into
  }
  return release.folders.map(({ id, name, folders = [] }) => grow(branch(id, name, 0), folders, 1))
}
