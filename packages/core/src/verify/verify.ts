import { messageOf } from '../display.js'
import type { Log } from '../log.js'
import type { RepositoryFolder } from '../zephyr/lookups.js'
import type { ReadBack, StoredExecution } from '../zephyr/readback.js'
import { type Comparison, compare, type ReadExecution, type SentCase } from './compare.js'

/** What is read back, and what it is compared with. */
export interface VerifyRequest {
  reads: Pick<ReadBack, 'cyclePhases' | 'executions' | 'executionStatuses'>
  /** The release's repository folders; a server may refuse them. */
  folders: () => Promise<RepositoryFolder[]>
  /** From the run's progress. */
  cycleId: number
  /** Levels separated by ` > `: what stands below it are the folders of packages. */
  repositoryPath: string
  /** What Zephyr's parser reads from the file that was sent. */
  sent: readonly SentCase[]
  signal?: AbortSignal
  log: Log
}

/** Whether what is recorded could be read, and how it compares. */
export type Verified =
  | ({ verified: true } & Comparison)
  /** The server refused a read, or does not show enough; `why` says which. */
  | { verified: false; why: string }

/** Reads back what Zephyr has recorded in the run's cycle and compares it with what was sent. Never throws. */
export async function verify(request: VerifyRequest): Promise<Verified> {
  const { reads, cycleId, repositoryPath, sent, signal, log } = request
  try {
    const phases = await reads.cyclePhases(cycleId, { signal })
    if (phases.length === 0) return { verified: false, why: `the server shows no phase of cycle ${cycleId}` }
    const names = await optional(reads.executionStatuses({ signal }), log)
    const paths = pathsOf((await optional(request.folders(), log)) ?? [])
    const base = levels(repositoryPath)
    const stored: StoredExecution[] = []
    for (const phase of phases)
      for await (const execution of reads.executions(phase, { signal })) stored.push(execution)
    const placed = stored.map(({ folderId }) => (folderId === undefined ? undefined : paths.get(folderId)))
    // A tree that shows the job's folder nowhere spells it in a way of its own: then names alone decide.
    const isBaseShown = placed.some((path) => below(path, base) !== undefined)
    const found = stored.map(({ id, name, status }, index): ReadExecution => {
      const path = isBaseShown ? placed[index] : undefined
      const folders = path && (below(path, base) ?? [elsewhere, ...path])
      return { id: id ?? noId, name: plainText(name), status: statusWord(status, names), folders }
    })
    return { verified: true, ...compare(sent.map(normal), found) }
  } catch (error) {
    return { verified: false, why: messageOf(error) }
  }
}

/** In front of the path of an execution whose test case lies outside the job's folder: no test case of the run is there. */
const elsewhere = '\u0000elsewhere'

/** Stands for the id of an execution whose id the server does not show. */
export const noId = -1

/** A read that only makes the comparison sharper: refused, the comparison goes on without it. */
async function optional<T>(reading: Promise<T>, log: Log): Promise<T | undefined> {
  try {
    return await reading
  } catch (error) {
    log.debug(`Not read: ${messageOf(error)}`)
    return undefined
  }
}

const normal = ({ folders, name, status }: SentCase): SentCase => ({
  folders: folders.map(plainText),
  name: plainText(name),
  status,
})

/** Names as they are compared: servers may escape characters, fold blanks or compose accents in what they show. */
function plainText(text: string): string {
  const entities: Record<string, string> = {
    '&lt;': '<',
    '&gt;': '>',
    '&quot;': '"',
    '&#39;': "'",
    '&apos;': "'",
    '&amp;': '&',
  }
  return text
    .replace(/&(?:lt|gt|quot|#39|apos|amp);/g, (entity) => entities[entity] ?? entity)
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Zephyr's stock numbers; the administrator may have named others (`executionStatuses`). */
function statusWord(status: string, names: ReadonlyMap<string, string> = new Map()): string {
  if (status === '1') return 'PASS'
  if (status === '2') return 'FAIL'
  return names.get(status) ?? (status === '10' ? 'not executed' : `status ${status || 'missing'}`)
}

const levels = (path: string) => path.split(' > ').map(plainText)

/** Every folder's path from the top, by its id. */
function pathsOf(
  folders: readonly RepositoryFolder[],
  above: readonly string[] = [],
  paths = new Map<number, string[]>(),
): Map<number, string[]> {
  for (const { id, name, categories = [] } of folders) {
    const path = [...above, plainText(name)]
    paths.set(id, path)
    pathsOf(categories, path, paths)
  }
  return paths
}

/**
 * The folders below the job's own; `undefined` where the tree does not show the folder. The tree of a release may or may
 * not show the release itself as its top level: the job's path is looked for from any level of it.
 */
function below(path: readonly string[] | undefined, base: readonly string[]): string[] | undefined {
  if (!path) return undefined
  for (let skipped = 0; skipped < base.length; skipped++) {
    const start = base.slice(skipped)
    if (start.every((name, index) => path[index] === name)) return path.slice(start.length)
  }
  return undefined
}
