// Generated from the table in options.ts by `pnpm run docs`; a test fails when it is stale.

/**
 * Options as `zephyr.config.ts` holds them. Secrets are not among them.
 *
 * @example
 * // zephyr.config.ts
 * import type { ZephyrConfig } from '@zephyr-reporters/core'
 *
 * export default { projectId: 6, releaseId: 11 } satisfies ZephyrConfig
 */
export type ZephyrConfig = {
  /**
   * Address of the Zephyr Enterprise server, with or without `/flex/…` behind it; `https` where no scheme stands.
   * Variable: `ZEPHYR_URL`.
   *
   * @default not set
   * @example url: 'https://acme.yourzephyr.com'
   */
  url?: string | undefined

  /**
   * User name for Basic authentication, used where no token is set. Variable: `ZEPHYR_USERNAME`.
   *
   * @default not set
   * @example username: 'ci'
   */
  username?: string | undefined

  /**
   * Project that receives the results. Variable: `ZEPHYR_PROJECT_ID`. Zephyr’s property: `projectId`.
   *
   * @default required
   * @example projectId: 6
   */
  projectId?: number | string | undefined

  /**
   * Release that receives the results. Variable: `ZEPHYR_RELEASE_ID`. Zephyr’s property: `releaseId`.
   *
   * @default required
   * @example releaseId: 11
   */
  releaseId?: number | string | undefined

  /**
   * Name of the automation job: the newest job of exactly this name is updated, else one is created. Variable:
   * `ZEPHYR_JOB_NAME`. Zephyr’s property: `jobName`.
   *
   * @default required
   * @example jobName: 'Nightly web tests'
   */
  jobName?: string | number | undefined

  /**
   * Update this job; skips the look-up by name, and what is required may be left out. Variable: `ZEPHYR_JOB_ID`.
   * Zephyr’s property: `id`.
   *
   * @default not set
   * @example jobId: 101
   */
  jobId?: number | string | undefined

  /**
   * Folder from which packages count. Variable: `ZEPHYR_ROOT`.
   *
   * @default folder of the farthest `zephyr.config.*`, else of the runner’s configuration
   * @example root: '../..'
   */
  root?: string | number | undefined

  /**
   * Folders in front of every package, `/` between them: an environment or a part of a monorepo. Variable:
   * `ZEPHYR_PACKAGE_PREFIX`.
   *
   * @default not set
   * @example packagePrefix: 'staging'
   */
  packagePrefix?: string | number | undefined

  /**
   * Test cases of one name in files of other tools: `number` them, or take them for attempts of one test, of which
   * the `last`, `best` or `worst` counts (`upload`, `merge`, `preview`). Variable: `ZEPHYR_SAME_NAME`.
   *
   * @default `number`
   * @example sameName: 'last'
   */
  sameName?: 'number' | 'last' | 'best' | 'worst' | undefined

  /**
   * Read back after the run’s end what Zephyr recorded and compare; implies `wait`. Variable: `ZEPHYR_VERIFY`.
   *
   * @default `false`
   * @example verify: true
   */
  verify?: boolean | string | undefined

  /**
   * Playwright: put screenshots, traces and videos of `failed` or `all` tests on the executions; implies `verify`.
   * Variable: `ZEPHYR_ATTACHMENTS`.
   *
   * @default `none`
   * @example attachments: 'failed'
   */
  attachments?: 'none' | 'failed' | 'all' | undefined

  /**
   * Test cycle that holds the executions. Variable: `ZEPHYR_CYCLE_NAME`. Zephyr’s property: `cycleName`.
   *
   * @default required
   * @example cycleName: 'Nightly {branch}'
   */
  cycleName?: string | number | undefined

  /**
   * Phase of the cycle. Variable: `ZEPHYR_PHASE_NAME`. Zephyr’s property: `phaseName`.
   *
   * @default last level of `repositoryPath` on create
   * @example phaseName: 'Web'
   */
  phaseName?: string | number | undefined

  /**
   * Folder of the test repository, levels separated by ` > `: `Release 1.0 > Automation`. Variable:
   * `ZEPHYR_REPOSITORY_PATH`. Zephyr’s property: `testRepositoryPath`.
   *
   * @default required
   * @example repositoryPath: 'Release 1.0 > Web'
   */
  repositoryPath?: string | number | undefined

  /**
   * Id of that folder. Variable: `ZEPHYR_REPOSITORY_TREE_ID`. Zephyr’s property: `jobDetailTcrCatalogTreeId`.
   *
   * @default required
   * @example repositoryTreeId: 76
   */
  repositoryTreeId?: number | string | undefined

  /**
   * First day of the cycle, `yyyy-mm-dd` or `mm/dd/yyyy`. Variable: `ZEPHYR_CYCLE_START_DATE`. Zephyr’s property:
   * `cycleStartDateStr`.
   *
   * @default today; on update the job’s own while it holds today
   * @example cycleStartDate: '2026-01-05'
   */
  cycleStartDate?: string | undefined

  /**
   * Last day of the cycle, `yyyy-mm-dd` or `mm/dd/yyyy`. Variable: `ZEPHYR_CYCLE_END_DATE`. Zephyr’s property:
   * `cycleEndDateStr`.
   *
   * @default start + `cycleDays`
   * @example cycleEndDate: '2026-01-30'
   */
  cycleEndDate?: string | undefined

  /**
   * Length of the cycle where no end is set. Variable: `ZEPHYR_CYCLE_DAYS`.
   *
   * @default `30`
   * @example cycleDays: 14
   */
  cycleDays?: number | string | undefined

  /**
   * Environment of the executions; mandatory where the administrator made it so. Variable: `ZEPHYR_ENVIRONMENT`.
   * Zephyr’s property: `environment`.
   *
   * @default not set
   * @example environment: 'staging'
   */
  environment?: string | number | undefined

  /**
   * Id of the user to whom the executions are assigned, or `-10` for anyone. Variable: `ZEPHYR_ASSIGN_RESULTS_TO`.
   * Zephyr’s property: `assignResultsTo`.
   *
   * @default `-10` on create
   * @example assignResultsTo: -10
   */
  assignResultsTo?: number | string | undefined

  /**
   * Name of the parser template that reads the file. Variable: `ZEPHYR_AUTOMATION_FRAMEWORK`. Zephyr’s property:
   * `automationFramework`.
   *
   * @default `junit`
   * @example automationFramework: 'junit'
   */
  automationFramework?: string | number | undefined

  /**
   * Put executions into the existing cycle of that name. Variable: `ZEPHYR_REUSE_CYCLE`. Zephyr’s property:
   * `isReuse`.
   *
   * @default `true` on create
   * @example reuseCycle: true
   */
  reuseCycle?: boolean | string | undefined

  /**
   * Build a folder tree from package names. Off, the package stands in front of each name. Variable:
   * `ZEPHYR_CREATE_PACKAGE`. Zephyr’s property: `createPackage`.
   *
   * @default `true`
   * @example createPackage: false
   */
  createPackage?: boolean | string | undefined

  /**
   * Add a time stamp to the cycle’s name. Variable: `ZEPHYR_TIMESTAMP_CYCLE`. Zephyr’s property: `timeStamp`.
   *
   * @default `false` on create
   * @example timestampCycle: true
   */
  timestampCycle?: boolean | string | undefined

  /**
   * Off, the reporter does nothing at all. Variable: `ZEPHYR_ENABLED`.
   *
   * @default `true`
   * @example enabled: false
   */
  enabled?: boolean | string | undefined

  /**
   * Write the file and show what would be sent and recorded; send nothing. Needs no token. Variable:
   * `ZEPHYR_DRY_RUN`.
   *
   * @default `false`
   * @example dryRun: true
   */
  dryRun?: boolean | string | undefined

  /**
   * Fail the test run when the delivery fails. Variable: `ZEPHYR_STRICT`.
   *
   * @default `false`
   * @example strict: true
   */
  strict?: boolean | string | undefined

  /**
   * Wait for the end of Zephyr’s run: `true` (600 seconds), or seconds up to 3600. Variable: `ZEPHYR_WAIT`.
   *
   * @default `false`
   * @example wait: 300
   */
  wait?: boolean | number | string | undefined

  /**
   * Seconds a request may stand still, up to 3600. Variable: `ZEPHYR_TIMEOUT`.
   *
   * @default `60`
   * @example timeout: 120
   */
  timeout?: number | string | undefined

  /**
   * Seconds for a whole delivery, up to 3600; `wait` is not counted. Variable: `ZEPHYR_DELIVERY_TIMEOUT`.
   *
   * @default `300`
   * @example deliveryTimeout: 600
   */
  deliveryTimeout?: number | string | undefined

  /**
   * How often a failed step of a delivery is tried again, 0 to 100. Variable: `ZEPHYR_RETRIES`.
   *
   * @default `4`
   * @example retries: 2
   */
  retries?: number | string | undefined

  /**
   * The result file, from the root. A shard gets `-K-of-N` before `.xml`. Variable: `ZEPHYR_OUTPUT_FILE`.
   *
   * @default `zephyr-results/<runner>.xml`
   * @example outputFile: 'reports/zephyr.xml'
   */
  outputFile?: string | number | undefined

  /**
   * Tests that did not run: `omit` them, or `include` them as `<skipped/>`, which Zephyr records as passed.
   * Variable: `ZEPHYR_SKIPPED`.
   *
   * @default `omit`
   * @example skipped: 'include'
   */
  skipped?: 'omit' | 'include' | undefined

  /**
   * `collect` writes a shard’s file for one `zephyr-report upload` of all; `upload` gives each shard its own job.
   * Variable: `ZEPHYR_SHARDS`.
   *
   * @default `collect`
   * @example shards: 'upload'
   */
  shards?: 'collect' | 'upload' | undefined

  /**
   * Take `[ID_12]`, `[AltID_R1]` and `@tag` out of titles as requirements and tags. Variable: `ZEPHYR_TITLE_LINKS`.
   *
   * @default `false`
   * @example titleLinks: true
   */
  titleLinks?: boolean | string | undefined

  /**
   * PEM file of the client certificate for mutual TLS. Variable: `ZEPHYR_CLIENT_CERT`.
   *
   * @default not set
   * @example clientCert: 'certs/client.pem'
   */
  clientCert?: string | number | undefined

  /**
   * PEM file of its key. Variable: `ZEPHYR_CLIENT_KEY`.
   *
   * @default not set
   * @example clientKey: 'certs/client.key'
   */
  clientKey?: string | number | undefined

  /**
   * How much is logged; every line goes to stderr. Variable: `ZEPHYR_LOG_LEVEL`.
   *
   * @default `info`
   * @example logLevel: 'debug'
   */
  logLevel?: 'silent' | 'error' | 'warn' | 'info' | 'debug' | undefined
}

/**
 * Options as they stand in the runner's configuration. Each may also stand in `zephyr.config.*` or in the environment,
 * which wins.
 *
 * @example
 * reporters: ['default', ['@zephyr-reporters/jest', { jobName: 'Nightly web tests' }]]
 */
export type ZephyrReporterOptions = ZephyrConfig & {
  /**
   * API token (Administration > API tokens). Set it in the environment; refused in `zephyr.config.json`. Variable:
   * `ZEPHYR_TOKEN`.
   *
   * @default not set
   * @example token: process.env.MY_ZEPHYR_TOKEN
   */
  token?: string | undefined

  /**
   * Password for Basic authentication. Variable: `ZEPHYR_PASSWORD`.
   *
   * @default not set
   * @example password: process.env.MY_ZEPHYR_PASSWORD
   */
  password?: string | undefined
}
