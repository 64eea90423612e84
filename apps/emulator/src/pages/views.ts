import {
  deepestLevel,
  type FolderView,
  type JobView,
  type RunPhase,
  type RunView,
  shownTextLength,
  type Tally,
} from '@zephyr-reporters/pages'
import { foldersOf } from '@zephyr-reporters/parser-template'
import type { JobSummary, RunMark } from '../store/queries.js'
import type { RunRow, StoredRecord } from '../store/rows.js'
import type { World } from '../world.js'

// From what the store keeps to what the pages show.

type Counted = Pick<RunMark, 'total' | 'failed' | 'other'>

const tallyOf = ({ total, failed, other }: Counted): Tally => ({ passed: total - failed - other, failed, other })

function phaseOf(status: string): RunPhase {
  if (status === 'new') return 'waiting'
  if (status === 'queued') return 'running'
  return status === 'complete' ? 'ended' : 'broken'
}

function markView(mark: RunMark, prefix: string): RunView {
  const { id, status, scheduled, milliseconds } = mark
  return {
    ...{ id, status, at: scheduled },
    href: `${prefix}/runs/${id}`,
    phase: phaseOf(status),
    tally: tallyOf(mark),
    durationMs: milliseconds ?? undefined,
  }
}

export function runView(run: RunRow, prefix: string): RunView {
  const { detail, fileName } = run
  const [operation, error] = [run.operation ?? undefined, run.error ?? undefined]
  return { ...markView(run, prefix), cycle: detail.cycleName, file: fileName, operation, error }
}

export function jobView({ job, runs, namesakes }: JobSummary, world: World, prefix: string): JobView {
  const { id, detail } = job
  const { project, release } = projectAndRelease(detail, world)
  return {
    ...{ id, project, release },
    href: `${prefix}/jobs/${id}`,
    name: detail.jobName,
    cycle: detail.cycleName,
    runs: runs.map((mark) => markView(mark, prefix)),
    sameName: namesakes - 1,
  }
}

/** Names of a project and its release; the ids where the world does not know them. */
export function projectAndRelease(
  { projectId, releaseId }: { projectId: number; releaseId: number },
  { projects }: World,
) {
  const project = projects.find(({ id }) => id === projectId)
  const release = project?.releases.find(({ id }) => id === releaseId)
  return { project: project?.name ?? `Project ${projectId}`, release: release?.name ?? `Release ${releaseId}` }
}

const outcomes = { PASS: 'passed', FAIL: 'failed', OTHER: 'other' } as const

export const outcomeOf = (status: StoredRecord['status']) => outcomes[status]

/** In words what an execution's status number means. */
export const statusLabel = (statusId: string): string =>
  statusId === '1' ? 'passed' : statusId === '2' ? 'failed' : statusId === '10' ? 'not executed' : `status ${statusId}`

export function recordView(record: StoredRecord, createPackage: boolean, prefix: string) {
  const { run, position, testcase, packageName, name, status, statusId, attachment, requirements, tags, milliseconds } =
    record
  const isCut = attachment !== undefined && attachment.length > shownTextLength
  return {
    folders: foldersOf(packageName, createPackage),
    ...{ name, requirements, tags, durationMs: milliseconds },
    outcome: outcomeOf(status),
    label: statusLabel(statusId),
    href: `${prefix}/testcases/${testcase}`,
    text: isCut ? attachment.slice(0, shownTextLength) : attachment,
    textHref: isCut ? `${prefix}/runs/${run}/texts/${position}` : undefined,
  }
}

/** Folders with their own counts as one tree. */
export function folderTreeOf(folders: readonly { folder: string; total: number; failed: number }[]): FolderView {
  interface Open {
    passed: number
    failed: number
    inner: Map<string, Open>
  }
  const opened = (): Open => ({ passed: 0, failed: 0, inner: new Map() })
  const root = opened()
  for (const { folder, total, failed } of folders) {
    let open = root
    const add = () => {
      open.passed += total - failed
      open.failed += failed
    }
    add()
    for (const segment of folder === '' ? [] : folder.split('.').slice(0, deepestLevel)) {
      const next = open.inner.get(segment) ?? opened()
      open.inner.set(segment, next)
      open = next
      add()
    }
  }
  return closed('All folders', '', root)

  function closed(name: string, path: string, { passed, failed, inner }: Open): FolderView {
    const below = (segment: string) => (path === '' ? segment : `${path}.${segment}`)
    const folders = [...inner].map(([segment, open]) => closed(segment, below(segment), open))
    return { name, path, tally: { passed, failed }, folders }
  }
}
