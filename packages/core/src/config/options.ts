import type { Kind } from './kinds.js'
import * as kinds from './kinds.js'

/**
 * One option: the parsing, the README's table, the JSON schema of `zephyr.config.json` and the command line's flags all
 * come from here.
 */
export interface Option<T> {
  kind: Kind<T>
  variable: `ZEPHYR_${string}`
  default?: T
  /** The default as the table shows it, where it is no constant. */
  defaultText?: string
  /** Zephyr's own property, where there is one. */
  property?: string
  /** A value as a configuration file in TypeScript holds it, for the docs. */
  example: string
  /** What the command line's flag takes: `<what>`, or `[what]` where the value may be left out and is then `true`. */
  flag: `<${string}>` | `[${string}]`
  /** The flag's text in `--help`, a few words. */
  help: string
  /** What it means, one sentence or two; for tables and editors. */
  meaning: string
  /** Needed to deliver; may be left out with `jobId`. */
  required?: true
  /** Never from a file, never shown. */
  secret?: true
  /** `{date}`, `{branch}`, `{commit}`, `{build}`, `{runner}` are filled in. */
  template?: true
}

const option = <T>(value: Option<T>) => value
const defaulted = <T>(value: Option<T> & { default: T }) => value

/** The table of options: how each is read, its variable, default and meaning. */
export const options = {
  url: option({
    kind: kinds.url,
    variable: 'ZEPHYR_URL',
    flag: '<url>',
    help: 'the Zephyr server',
    example: "'https://acme.yourzephyr.com'",
    meaning:
      'Address of the Zephyr Enterprise server, with or without `/flex/…` behind it; `https` where no scheme stands.',
  }),
  token: option({
    kind: kinds.secret,
    variable: 'ZEPHYR_TOKEN',
    flag: '<token>',
    help: 'API token; safer in the environment',
    example: 'process.env.MY_ZEPHYR_TOKEN',
    secret: true,
    meaning: 'API token (Administration > API tokens). Set it in the environment; refused in `zephyr.config.json`.',
  }),
  username: option({
    kind: kinds.secret,
    variable: 'ZEPHYR_USERNAME',
    flag: '<name>',
    help: 'for Basic authentication',
    example: "'ci'",
    meaning: 'User name for Basic authentication, used where no token is set.',
  }),
  password: option({
    kind: kinds.secret,
    variable: 'ZEPHYR_PASSWORD',
    flag: '<text>',
    help: 'for Basic authentication; safer in the environment',
    example: 'process.env.MY_ZEPHYR_PASSWORD',
    secret: true,
    meaning: 'Password for Basic authentication.',
  }),
  projectId: option({
    kind: kinds.id,
    variable: 'ZEPHYR_PROJECT_ID',
    flag: '<id>',
    help: 'project',
    example: '6',
    required: true,
    property: 'projectId',
    meaning: 'Project that receives the results.',
  }),
  releaseId: option({
    kind: kinds.id,
    variable: 'ZEPHYR_RELEASE_ID',
    flag: '<id>',
    help: 'release',
    example: '11',
    required: true,
    property: 'releaseId',
    meaning: 'Release that receives the results.',
  }),
  jobName: option({
    kind: kinds.text,
    variable: 'ZEPHYR_JOB_NAME',
    flag: '<name>',
    help: 'job to update, or to create',
    example: "'Nightly web tests'",
    required: true,
    template: true,
    property: 'jobName',
    meaning: 'Name of the automation job: the newest job of exactly this name is updated, else one is created.',
  }),
  jobId: option({
    kind: kinds.id,
    variable: 'ZEPHYR_JOB_ID',
    flag: '<id>',
    help: 'job to update, by id',
    example: '101',
    property: 'id',
    meaning: 'Update this job; skips the look-up by name, and what is required may be left out.',
  }),
  root: option({
    kind: kinds.text,
    variable: 'ZEPHYR_ROOT',
    flag: '<folder>',
    help: 'folder from which packages count',
    example: "'../..'",
    defaultText: 'folder of the farthest `zephyr.config.*`, else of the runner’s configuration',
    meaning: 'Folder from which packages count.',
  }),
  packagePrefix: option({
    kind: kinds.segments,
    variable: 'ZEPHYR_PACKAGE_PREFIX',
    flag: '<path>',
    help: 'folders in front of every package',
    example: "'staging'",
    meaning: 'Folders in front of every package, `/` between them: an environment or a part of a monorepo.',
  }),
  sameName: defaulted({
    kind: kinds.choice('number', 'last', 'best', 'worst'),
    variable: 'ZEPHYR_SAME_NAME',
    flag: '<what>',
    help: 'test cases of one name: number them, or the attempt that counts',
    example: "'last'",
    default: 'number' as const,
    meaning:
      'Test cases of one name in files of other tools: `number` them, or take them for attempts of one test, of which the `last`, `best` or `worst` counts (`upload`, `merge`, `preview`).',
  }),
  verify: defaulted({
    kind: kinds.boolean,
    variable: 'ZEPHYR_VERIFY',
    flag: '[boolean]',
    help: 'read back what Zephyr recorded and compare',
    example: 'true',
    default: false,
    meaning: 'Read back after the run’s end what Zephyr recorded and compare; implies `wait`.',
  }),
  attachments: defaulted({
    kind: kinds.choice('none', 'failed', 'all'),
    variable: 'ZEPHYR_ATTACHMENTS',
    flag: '<what>',
    help: 'Playwright: attach screenshots, traces and videos',
    example: "'failed'",
    default: 'none' as const,
    meaning:
      'Playwright: put screenshots, traces and videos of `failed` or `all` tests on the executions; implies `verify`.',
  }),
  cycleName: option({
    kind: kinds.text,
    variable: 'ZEPHYR_CYCLE_NAME',
    flag: '<name>',
    help: 'cycle',
    example: "'Nightly {branch}'",
    required: true,
    template: true,
    property: 'cycleName',
    meaning: 'Test cycle that holds the executions.',
  }),
  phaseName: option({
    kind: kinds.text,
    variable: 'ZEPHYR_PHASE_NAME',
    flag: '<name>',
    help: 'phase of the cycle',
    example: "'Web'",
    template: true,
    defaultText: 'last level of `repositoryPath` on create',
    property: 'phaseName',
    meaning: 'Phase of the cycle.',
  }),
  repositoryPath: option({
    kind: kinds.text,
    variable: 'ZEPHYR_REPOSITORY_PATH',
    flag: '<path>',
    help: 'repository folder, levels separated by " > "',
    example: "'Release 1.0 > Web'",
    required: true,
    property: 'testRepositoryPath',
    meaning: 'Folder of the test repository, levels separated by ` > `: `Release 1.0 > Automation`.',
  }),
  repositoryTreeId: option({
    kind: kinds.id,
    variable: 'ZEPHYR_REPOSITORY_TREE_ID',
    flag: '<id>',
    help: 'id of that folder',
    example: '76',
    required: true,
    property: 'jobDetailTcrCatalogTreeId',
    meaning: 'Id of that folder.',
  }),
  cycleStartDate: option({
    kind: kinds.date,
    variable: 'ZEPHYR_CYCLE_START_DATE',
    flag: '<day>',
    help: 'yyyy-mm-dd or mm/dd/yyyy',
    example: "'2026-01-05'",
    defaultText: 'today; on update the job’s own while it holds today',
    property: 'cycleStartDateStr',
    meaning: 'First day of the cycle, `yyyy-mm-dd` or `mm/dd/yyyy`.',
  }),
  cycleEndDate: option({
    kind: kinds.date,
    variable: 'ZEPHYR_CYCLE_END_DATE',
    flag: '<day>',
    help: 'yyyy-mm-dd or mm/dd/yyyy',
    example: "'2026-01-30'",
    defaultText: 'start + `cycleDays`',
    property: 'cycleEndDateStr',
    meaning: 'Last day of the cycle, `yyyy-mm-dd` or `mm/dd/yyyy`.',
  }),
  cycleDays: defaulted({
    kind: kinds.days,
    variable: 'ZEPHYR_CYCLE_DAYS',
    flag: '<days>',
    help: 'length of the cycle where no end is set',
    example: '14',
    default: 30,
    meaning: 'Length of the cycle where no end is set.',
  }),
  environment: option({
    kind: kinds.text,
    variable: 'ZEPHYR_ENVIRONMENT',
    flag: '<name>',
    help: 'environment of the executions',
    example: "'staging'",
    template: true,
    property: 'environment',
    meaning: 'Environment of the executions; mandatory where the administrator made it so.',
  }),
  assignResultsTo: option({
    kind: kinds.assignee,
    variable: 'ZEPHYR_ASSIGN_RESULTS_TO',
    flag: '<id>',
    help: 'id of the user to whom results are assigned, or -10',
    example: '-10',
    defaultText: '`-10` on create',
    property: 'assignResultsTo',
    meaning: 'Id of the user to whom the executions are assigned, or `-10` for anyone.',
  }),
  automationFramework: defaulted({
    kind: kinds.text,
    variable: 'ZEPHYR_AUTOMATION_FRAMEWORK',
    flag: '<name>',
    help: 'parser template',
    example: "'junit'",
    default: 'junit',
    property: 'automationFramework',
    meaning: 'Name of the parser template that reads the file.',
  }),
  reuseCycle: option({
    kind: kinds.boolean,
    variable: 'ZEPHYR_REUSE_CYCLE',
    flag: '[boolean]',
    help: 'use the existing cycle of that name',
    example: 'true',
    defaultText: '`true` on create',
    property: 'isReuse',
    meaning: 'Put executions into the existing cycle of that name.',
  }),
  createPackage: defaulted({
    kind: kinds.boolean,
    variable: 'ZEPHYR_CREATE_PACKAGE',
    flag: '[boolean]',
    help: 'build folders from package names',
    example: 'false',
    default: true,
    property: 'createPackage',
    meaning: 'Build a folder tree from package names. Off, the package stands in front of each name.',
  }),
  timestampCycle: option({
    kind: kinds.boolean,
    variable: 'ZEPHYR_TIMESTAMP_CYCLE',
    flag: '[boolean]',
    help: 'add a time stamp to the cycle’s name',
    example: 'true',
    defaultText: '`false` on create',
    property: 'timeStamp',
    meaning: 'Add a time stamp to the cycle’s name.',
  }),
  enabled: defaulted({
    kind: kinds.boolean,
    variable: 'ZEPHYR_ENABLED',
    flag: '[boolean]',
    help: 'off: do nothing',
    example: 'false',
    default: true,
    meaning: 'Off, the reporter does nothing at all.',
  }),
  dryRun: defaulted({
    kind: kinds.boolean,
    variable: 'ZEPHYR_DRY_RUN',
    flag: '[boolean]',
    help: 'show what would be sent; send nothing',
    example: 'true',
    default: false,
    meaning: 'Write the file and show what would be sent and recorded; send nothing. Needs no token.',
  }),
  strict: defaulted({
    kind: kinds.boolean,
    variable: 'ZEPHYR_STRICT',
    flag: '[boolean]',
    help: 'reporters: fail the test run when the delivery fails',
    example: 'true',
    default: false,
    meaning: 'Fail the test run when the delivery fails.',
  }),
  wait: defaulted({
    kind: kinds.wait,
    variable: 'ZEPHYR_WAIT',
    flag: '[seconds]',
    help: 'wait for the end of Zephyr’s run',
    example: '300',
    default: 0,
    defaultText: '`false`',
    meaning: 'Wait for the end of Zephyr’s run: `true` (600 seconds), or seconds up to 3600.',
  }),
  timeout: defaulted({
    kind: kinds.seconds,
    variable: 'ZEPHYR_TIMEOUT',
    flag: '<seconds>',
    help: 'how long a request may stand still',
    example: '120',
    default: 60,
    meaning: 'Seconds a request may stand still, up to 3600.',
  }),
  deliveryTimeout: defaulted({
    kind: kinds.seconds,
    variable: 'ZEPHYR_DELIVERY_TIMEOUT',
    flag: '<seconds>',
    help: 'how long a delivery may take',
    example: '600',
    default: 300,
    meaning: 'Seconds for a whole delivery, up to 3600; `wait` is not counted.',
  }),
  retries: defaulted({
    kind: kinds.count,
    variable: 'ZEPHYR_RETRIES',
    flag: '<count>',
    help: 'how often a step is tried again',
    example: '2',
    default: 4,
    meaning: 'How often a failed step of a delivery is tried again, 0 to 100.',
  }),
  outputFile: option({
    kind: kinds.text,
    variable: 'ZEPHYR_OUTPUT_FILE',
    flag: '<file>',
    help: 'where the result file is written',
    example: "'reports/zephyr.xml'",
    defaultText: '`zephyr-results/<runner>.xml`',
    meaning: 'The result file, from the root. A shard gets `-K-of-N` before `.xml`.',
  }),
  skipped: defaulted({
    kind: kinds.choice('omit', 'include'),
    variable: 'ZEPHYR_SKIPPED',
    flag: '<what>',
    help: 'tests that did not run',
    example: "'include'",
    default: 'omit' as const,
    meaning: 'Tests that did not run: `omit` them, or `include` them as `<skipped/>`, which Zephyr records as passed.',
  }),
  shards: defaulted({
    kind: kinds.choice('collect', 'upload'),
    variable: 'ZEPHYR_SHARDS',
    flag: '<what>',
    help: 'reporters: what a shard does',
    example: "'upload'",
    default: 'collect' as const,
    meaning:
      '`collect` writes a shard’s file for one `zephyr-report upload` of all; `upload` gives each shard its own job.',
  }),
  titleLinks: defaulted({
    kind: kinds.boolean,
    variable: 'ZEPHYR_TITLE_LINKS',
    flag: '[boolean]',
    help: 'reporters: requirements and tags from titles',
    example: 'true',
    default: false,
    meaning: 'Take `[ID_12]`, `[AltID_R1]` and `@tag` out of titles as requirements and tags.',
  }),
  clientCert: option({
    kind: kinds.text,
    variable: 'ZEPHYR_CLIENT_CERT',
    flag: '<file>',
    help: 'PEM file for mutual TLS',
    example: "'certs/client.pem'",
    meaning: 'PEM file of the client certificate for mutual TLS.',
  }),
  clientKey: option({
    kind: kinds.text,
    variable: 'ZEPHYR_CLIENT_KEY',
    flag: '<file>',
    help: 'PEM file for mutual TLS',
    example: "'certs/client.key'",
    meaning: 'PEM file of its key.',
  }),
  logLevel: defaulted({
    kind: kinds.choice('silent', 'error', 'warn', 'info', 'debug'),
    variable: 'ZEPHYR_LOG_LEVEL',
    flag: '<level>',
    help: 'how much is logged on stderr',
    example: "'debug'",
    default: 'info' as const,
    meaning: 'How much is logged; every line goes to stderr.',
  }),
}

/** Name of an option, as the reporters and `zephyr.config.*` spell it: `projectId`. */
export type OptionName = keyof typeof options
/** Every option’s name, in the order of the table. */
export const optionNames = Object.keys(options) as OptionName[]

type Options = typeof options
type ValueOf<N extends OptionName> = Options[N] extends Option<infer T> ? T : never
type Defaulted = { [N in OptionName]: Options[N] extends { default: unknown } ? N : never }[OptionName]

/** Every option parsed, defaults in place; what has no default may be missing. */
export type Settings = { [N in Defaulted]: ValueOf<N> } & { [N in Exclude<OptionName, Defaulted>]?: ValueOf<N> }

/** What a delivery cannot do without, unless it knows the job's id. */
export type RequiredName = 'projectId' | 'releaseId' | 'jobName' | 'cycleName' | 'repositoryPath' | 'repositoryTreeId'

/** What a right value of this option looks like, for messages. */
export function expectedFor(name: OptionName): string {
  const { kind, example }: Option<unknown> = options[name]
  return kind.needsExample ? `${kind.expected}, such as ${example.replaceAll("'", '')}` : kind.expected
}
