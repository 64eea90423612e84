import { createLog, paced, waitForRun } from '@zephyr-reporters/core'
import { expect, test } from 'vitest'

/** A run that goes its way, a status at each look. */
function watching(terminal: boolean, statuses: string[]) {
  let text = ''
  const log = createLog({
    terminal,
    write: (part) => {
      text += part
    },
  })
  const client = { getJobProgress: async () => ({ id: 7, status: statuses.shift() ?? 'complete' }) }
  return waitForRun({ client, jobId: 1, runId: 7, seconds: 60, clock: paced(0.002), log }).then((waited) => {
    log.info('Done.')
    return { waited, text }
  })
}

const statuses = () => ['new', 'new', 'queued', 'queued', 'queued', 'complete']

test('in a CI log the wait is one line per change', async () => {
  const { text, waited } = await watching(false, statuses())
  expect(waited.ended).toBe('success')
  expect(text).toBe(
    ['new', 'queued', 'complete']
      .map((status) => `[zephyr] Run 7 of job 1: ${status}\n`)
      .join('')
      .concat('[zephyr] Done.\n'),
  )
})

test('on a terminal it is one line that is written anew, and ends', async () => {
  const { text } = await watching(true, statuses())
  expect(text.split('\n')).toHaveLength(3)
  expect(text).toMatch(/^\r\[zephyr\] Run 7 of job 1: new, \d+ of 60 seconds\u001B\[K\r/)
  expect(text).toMatch(/\r\[zephyr\] Run 7 of job 1: complete\u001B\[K\n\[zephyr\] Done\.\n$/)
})

test('a warning midway has a line of its own', () => {
  let text = ''
  const log = createLog({
    terminal: true,
    write: (part) => {
      text += part
    },
  })
  log.progress('Run 7: new', '1 of 60 seconds')
  log.warn('The network is slow.')
  log.progress('Run 7: complete')
  expect(text.split('\n')).toEqual([
    '\r[zephyr] Run 7: new, 1 of 60 seconds\u001B[K',
    '[zephyr] Warning: The network is slow.',
    '\r[zephyr] Run 7: complete\u001B[K',
    '',
  ])
})
