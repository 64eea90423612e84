import { type JobProgress, type ListedJob, paced } from '@zephyr-reporters/core'
import { expect, test } from 'vitest'
import { reconcile } from '../../src/delivery/reconcile.ts'
import { createZephyrClient } from '../../src/zephyr/client.ts'
import { collectingLog, secret } from './world.ts'

// What a delivery concludes after a POST whose answer was lost, from what the server shows then.

const ours = 'jest-mfabcd120123456789ab.xml'
const other = 'jest-mfabcd99ba9876543210.xml'
const earlier = 'jest-mfabcd00aaaaaaaaaaaa.xml'

/** A server that answers the list and the progress by these; no progress: the job never ran. */
function found(listed: Partial<ListedJob>[], options: { jobId?: number; run?: JobProgress; upload?: string } = {}) {
  const { jobId, run, upload = ours } = options
  const answer = (body: unknown, status = 200) =>
    new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
  const client = createZephyrClient({
    url: 'http://zephyr.example',
    token: secret,
    fetch: async (input) =>
      String(input).includes('progress')
        ? run
          ? answer(run)
          : answer({}, 404)
        : answer(listed.map((job) => ({ jobName: 'Nightly', ...job }))),
  })
  const before = jobId
    ? { jobs: [{ id: jobId, attachmentName: earlier }], runId: 50 }
    : { jobs: [{ id: 1, attachmentName: earlier }] }
  const target = { jobId, projectId: 1, releaseId: 11, jobName: 'Nightly' }
  const signal = new AbortController().signal
  return reconcile({ client, target, before, upload, clock: paced(0.001), log: collectingLog().log, signal })
}

const old = { id: 1, attachmentName: earlier }

test.for<[string, Partial<ListedJob>[], string]>([
  ['our file', [old, { id: 2, attachmentName: ours }], 'arrived'],
  ['our file, with something put before its name', [old, { id: 2, attachmentName: `17_${ours}` }], 'arrived'],
  ['nothing new', [old], 'absent'],
  ['a new job that another delivery has made, or updated after us', [old, { id: 2, attachmentName: other }], 'unclear'],
  ['a new job of a file that is no delivery’s', [old, { id: 2, attachmentName: 'junit.xml' }], 'absent'],
  ['a new job, where files are not told', [{ id: 1 }, { id: 2 }], 'arrived'],
  ['two new jobs, where files are not told', [{ id: 1 }, { id: 2 }, { id: 3 }], 'unclear'],
])('after a create, the list shows %s', async ([, listed, state]) => {
  expect(await found(listed)).toMatchObject({ state })
})

const ended = (id: number): JobProgress => ({ id, status: 'complete' })

test.for<[string, Partial<ListedJob>, JobProgress | undefined, string]>([
  ['our file and a newer run', { attachmentName: ours }, ended(51), 'arrived'],
  ['our file under another job name', { attachmentName: ours, jobName: 'Renamed' }, ended(51), 'arrived'],
  ['the file and the run of before', { attachmentName: earlier }, ended(50), 'absent'],
  ['a newer run of the file of before', { attachmentName: earlier }, ended(51), 'absent'],
  ['another delivery’s file', { attachmentName: other }, ended(51), 'unclear'],
  ['another delivery’s file, and no progress', { attachmentName: other }, undefined, 'unclear'],
  ['a newer run, where files are not told', {}, ended(51), 'arrived'],
  ['the run of before, where files are not told', {}, ended(50), 'absent'],
])('after an update, the server shows %s', async ([, job, run, state]) => {
  expect(await found([{ id: 9, ...job }], { jobId: 9, run })).toMatchObject({ state })
})
