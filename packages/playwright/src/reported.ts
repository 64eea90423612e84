import type { FullConfig, FullResult, Suite, TestError } from '@playwright/test/reporter'

/** What Playwright has reported so far. */
export interface PlaywrightReported {
  config: FullConfig
  suite: Suite
  /** Errors outside any test, in order. */
  errors: readonly TestError[]
  /** Not yet known in a signal handler. */
  result?: FullResult
  startedAt: Date
  merging: boolean
  configDir?: string
  /** `PWTEST_BOT_NAME`, in a run that is not merged. */
  environment?: string
}
