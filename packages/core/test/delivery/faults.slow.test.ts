import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmulator } from '@zephyr-reporters/emulator'
import { expect, test, vi } from 'vitest'
import { type Fault, faults, type Operation, startFaultProxy, strayed } from '../faults/proxy.ts'
import { deliverOnce, resultFile, secret, uploads } from './world.ts'

// Every fault, at every operation that a delivery uses, once and for good, on create and on update: never doubled, never
// a false success, never hung, and delivered wherever the server could be reached in time.

// Most of the time is waiting.
vi.setConfig({ maxConcurrency: 8 })

const uses: Record<'create' | 'update', Operation[]> = {
  create: ['list', 'create'],
  update: ['list', 'detail', 'progress', 'update'],
}
/** Refusals that no retry helps. */
const final: readonly Fault[] = [
  '400',
  '401',
  '403',
  '404',
  '408',
  '413',
  '418',
  '429 for a day',
  'redirect to a login page',
  'redirect loop',
  'redirect to another origin',
]
/** After these the server may still be at work on an upload that it has whole: it is asked, and not sent again. */
const late: readonly Fault[] = [
  'silent',
  'trickle',
  'never reads',
  'HTML with 200',
  'gzip bomb',
  'endless body',
  '408',
  '501',
  'unknown status 599',
  'no such status 999',
  'redirect to a login page',
  'redirect loop',
  'redirect to another origin',
]
/** A read waits as long as the server asks, and the delivery's time ends. */
const aDay: readonly Fault[] = ['429 for a day', '503 for a day']
/** Only these wait for the time-out; a short one would hit the others too on a loaded machine. */
const still: readonly Fault[] = ['silent', 'silent after commit', 'trickle', 'never reads']
/** A hundred megabytes each, during which nothing else of this process runs: last, and once is enough but for the list. */
const heavy: readonly Fault[] = ['gzip bomb', 'endless body']
const limits = { ZEPHYR_DELIVERY_TIMEOUT: '600', ZEPHYR_RETRIES: '2' }

const cases = (['create', 'update'] as const).flatMap((delivery) =>
  uses[delivery].flatMap((operation) =>
    faults.flatMap((fault) =>
      [true, false]
        .filter((once) => once || operation === 'list' || !heavy.includes(fault))
        .map((once) => ({ delivery, operation, fault, once })),
    ),
  ),
)

const limitsFor = (fault: Fault) => ({
  ...limits,
  ZEPHYR_TIMEOUT: still.includes(fault) ? '1' : '10',
  ...(heavy.includes(fault) ? { ZEPHYR_DELIVERY_TIMEOUT: '2500' } : {}),
  ...(aDay.includes(fault) ? { ZEPHYR_DELIVERY_TIMEOUT: '100' } : {}),
})

function natureOf(operation: Operation, fault: Fault) {
  const isPost = operation === 'create' || operation === 'update'
  // Small as it is, the file may or may not have been on its way whole when the answer came.
  const isLate = isPost && late.includes(fault)
  // 400 and 404 from the progress mean a job that never ran.
  const neverRan = operation === 'progress' && (fault === '400' || fault === '404')
  const isPassing = !isLate && (neverRan || !(final.includes(fault) || aDay.includes(fault)))
  return { isLate, isPassing, isFinal: isPost && !isLate && final.includes(fault) }
}

const title = '$delivery: $operation goes wrong by "$fault", once: $once'
const timeout = 60_000
test.concurrent.for(cases.filter(({ fault }) => !heavy.includes(fault)))(title, { timeout }, goesWrong)
test.concurrent.for(cases.filter(({ fault }) => heavy.includes(fault)))(title, { timeout }, goesWrong)

async function goesWrong({ delivery, operation, fault, once }: (typeof cases)[number]) {
  const emulator = await startEmulator({ token: secret, newMs: 1, queuedMs: 1 })
  // Its own: concurrent tests cannot use a hook of 'the' current test.
  const folder = mkdtempSync(join(tmpdir(), 'zephyr-faults-'))
  if (delivery === 'update') await deliverOnce(emulator.url, {}, 0.01, resultFile(folder))
  const before = uploads(emulator).length
  const proxy = await startFaultProxy(emulator.url, (asked, count) =>
    asked === operation && (!once || count === 1) ? fault : undefined,
  )
  const { result, state, lines, ms } = await deliverOnce(proxy.url, limitsFor(fault), 0.01, resultFile(folder))
  // What a gateway gave up on arrives 60 ms later.
  if (fault === 'late commit after 504') await new Promise((resolve) => setTimeout(resolve, 100))
  const fresh = uploads(emulator).slice(before)
  try {
    expect(fresh.length, 'doubled').toBeLessThanOrEqual(1)
    expect(state.receipt, 'a receipt or a pending file, never both').toBe(!state.pending)
    expect(state.receipt).toBe(result.status === 'delivered')
    if (result.status === 'delivered') expect(fresh, 'false success').toHaveLength(1)
    expect(ms, 'hung').toBeLessThan(30_000)
    expect(lines.join(''), 'a secret').not.toContain(secret)
    expect(strayed, 'at another origin').toEqual([])
    const { isPassing, isFinal, isLate } = natureOf(operation, fault)
    if (once && isPassing) expect(result.status, lines.join('')).toBe('delivered')
    // Whatever cannot be repaired is reported, with what to do.
    if (isFinal)
      expect(result).toMatchObject({ status: 'failed', message: expect.stringContaining('npx zephyr-report resend') })
    if (isLate && result.status === 'not known') expect(result.message).toContain('npx zephyr-report resend')
  } finally {
    await proxy.close()
    await emulator.close()
    rmSync(folder, { recursive: true })
  }
}
