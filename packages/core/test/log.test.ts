import { createLog, waitForRun } from '@zephyr-reporters/core'
import { paced } from '@zephyr-reporters/core/internal'
import { expect, test, vi } from 'vitest'

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

test('what is under way: replaced on a terminal, masked, and gone before the next line', () => {
  let text = ''
  const log = createLog({
    terminal: true,
    secrets: ['s3cr3t-marked'],
    write: (part) => {
      text += part
    },
  })
  log.live('Sending 3.0 MB: 1 %')
  log.live('Sending s3cr3t-marked: 2 %')
  log.live()
  log.info('Done.')
  log.progress('Run 7: new', '1 of 60 seconds')
  log.live('Asking in 3 s')
  log.warn('Slow.')
  expect(text).toBe(
    '\r[zephyr] Sending 3.0 MB: 1 %\u001B[K\r[zephyr] Sending ***: 2 %\u001B[K\r\u001B[K[zephyr] Done.\n' +
      '\r[zephyr] Run 7: new, 1 of 60 seconds\u001B[K\n\r[zephyr] Asking in 3 s\u001B[K\r\u001B[K[zephyr] Warning: Slow.\n',
  )
})

test('without a terminal a line in 30 seconds, and only where nothing else was written', () => {
  let text = ''
  const log = createLog({
    terminal: false,
    write: (part) => {
      text += part
    },
  })
  const clock = vi.spyOn(performance, 'now')
  const at = performance.now()
  const live = (seconds: number) => {
    clock.mockReturnValue(at + seconds * 1000)
    log.live(`Asking: ${seconds} s`)
  }
  for (let seconds = 1; seconds <= 65; seconds++) live(seconds)
  log.info('Done.')
  live(90)
  clock.mockRestore()
  expect(text).toMatch(/^\[zephyr\] Asking: 3[01] s\n\[zephyr\] Asking: 6[01] s\n\[zephyr\] Done\.\n$/)
})
