/** What a status means. The reference shows `new`, `queued` and `complete`; others exist, and an unknown one is still running (zephyr-facts). */
export function meaningOf(status: string): 'running' | 'success' | 'failure' {
  if (/fail|error|cancel|stop|abort/i.test(status)) return 'failure'
  if (/complete|success|done|finish|pass/i.test(status)) return 'success'
  return 'running'
}

/** 400 or 404 from the progress: a job that never ran. */
export const neverRan = (status: number | undefined) => status === 400 || status === 404
