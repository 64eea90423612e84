import { randomBytes } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import * as v from 'valibot'

// Who holds a lock. A process id alone says little: two containers on one folder may both be process 1 of a host of the
// same name, and a dead process's id is given to another.

const ownerShape = v.object({
  pid: v.number(),
  /** Machine, boot and process id namespace: where equal, the process id decides whether the owner lives. */
  host: v.string(),
  /** When the process began, as the system counts it; missing where the system does not show it. */
  startedAt: v.optional(v.string()),
  /** Unlike any other owner's, also of this process. */
  nonce: v.string(),
})
export type Owner = v.InferOutput<typeof ownerShape>

export const newOwner = (): Owner => ({
  pid: process.pid,
  host: thisHost(),
  startedAt: startOf(process.pid),
  nonce: randomBytes(6).toString('hex'),
})

/** @returns the owner that a lock's content names, or `undefined` where it names none. */
export function ownerOf(content: string): Owner | undefined {
  try {
    const parsed = v.safeParse(ownerShape, JSON.parse(content))
    return parsed.success ? parsed.output : undefined
  } catch {
    // Cut off while it was written.
    return undefined
  }
}

/** @returns whether the owner's process lives, or `undefined` where it runs on another host and cannot be asked. */
export function livesHere({ pid, host, startedAt }: Owner): boolean | undefined {
  if (host !== thisHost()) return undefined
  if (!exists(pid)) return false
  const started = startOf(pid)
  return startedAt === undefined || started === undefined || started === startedAt
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

let host: string | undefined

function thisHost(): string {
  const parts = [hostname(), readOrNone(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())]
  host ??= [...parts, readOrNone(() => readlinkSync('/proc/self/ns/pid'))].filter(Boolean).join(' ')
  return host
}

/** Field 22 of Linux's /proc/PID/stat; the second one, the command, may hold blanks and brackets. */
function startOf(pid: number): string | undefined {
  const stat = readOrNone(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
}

/** `undefined` where the system has no such file: not Linux, or a /proc that hides it. */
function readOrNone(read: () => string): string | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
