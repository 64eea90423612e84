// Generated from the table in packages/core/src/config/options.ts by `pnpm run docs`; a test fails when it is stale.

/** One of core's options as a flag of the command line. */
export interface Flag {
  flag: string
  env: string
  help: string
  choices?: string[]
}

export const flags: readonly Flag[] = [
  {
    flag: '--url <url>',
    env: 'ZEPHYR_URL',
    help: 'the Zephyr server',
  },
  {
    flag: '--token <token>',
    env: 'ZEPHYR_TOKEN',
    help: 'API token; safer in the environment',
  },
  {
    flag: '--username <name>',
    env: 'ZEPHYR_USERNAME',
    help: 'for Basic authentication',
  },
  {
    flag: '--password <text>',
    env: 'ZEPHYR_PASSWORD',
    help: 'for Basic authentication; safer in the environment',
  },
  {
    flag: '--project-id <id>',
    env: 'ZEPHYR_PROJECT_ID',
    help: 'project',
  },
  {
    flag: '--release-id <id>',
    env: 'ZEPHYR_RELEASE_ID',
    help: 'release',
  },
  {
    flag: '--job-name <name>',
    env: 'ZEPHYR_JOB_NAME',
    help: 'job to update, or to create',
  },
  {
    flag: '--job-id <id>',
    env: 'ZEPHYR_JOB_ID',
    help: 'job to update, by id',
  },
  {
    flag: '--root <folder>',
    env: 'ZEPHYR_ROOT',
    help: 'folder from which packages count',
  },
  {
    flag: '--package-prefix <path>',
    env: 'ZEPHYR_PACKAGE_PREFIX',
    help: 'folders in front of every package',
  },
  {
    flag: '--same-name <what>',
    env: 'ZEPHYR_SAME_NAME',
    help: 'test cases of one name: number them, or the attempt that counts',
    choices: ['number', 'last', 'best', 'worst'],
  },
  {
    flag: '--verify [boolean]',
    env: 'ZEPHYR_VERIFY',
    help: 'read back what Zephyr recorded and compare',
  },
  {
    flag: '--attachments <what>',
    env: 'ZEPHYR_ATTACHMENTS',
    help: 'Playwright: attach screenshots, traces and videos',
    choices: ['none', 'failed', 'all'],
  },
  {
    flag: '--cycle-name <name>',
    env: 'ZEPHYR_CYCLE_NAME',
    help: 'cycle',
  },
  {
    flag: '--phase-name <name>',
    env: 'ZEPHYR_PHASE_NAME',
    help: 'phase of the cycle',
  },
  {
    flag: '--repository-path <path>',
    env: 'ZEPHYR_REPOSITORY_PATH',
    help: 'repository folder, levels separated by " > "',
  },
  {
    flag: '--repository-tree-id <id>',
    env: 'ZEPHYR_REPOSITORY_TREE_ID',
    help: 'id of that folder',
  },
  {
    flag: '--cycle-start-date <day>',
    env: 'ZEPHYR_CYCLE_START_DATE',
    help: 'yyyy-mm-dd or mm/dd/yyyy',
  },
  {
    flag: '--cycle-end-date <day>',
    env: 'ZEPHYR_CYCLE_END_DATE',
    help: 'yyyy-mm-dd or mm/dd/yyyy',
  },
  {
    flag: '--cycle-days <days>',
    env: 'ZEPHYR_CYCLE_DAYS',
    help: 'length of the cycle where no end is set',
  },
  {
    flag: '--environment <name>',
    env: 'ZEPHYR_ENVIRONMENT',
    help: 'environment of the executions',
  },
  {
    flag: '--assign-results-to <id>',
    env: 'ZEPHYR_ASSIGN_RESULTS_TO',
    help: 'id of the user to whom results are assigned, or -10',
  },
  {
    flag: '--automation-framework <name>',
    env: 'ZEPHYR_AUTOMATION_FRAMEWORK',
    help: 'parser template',
  },
  {
    flag: '--reuse-cycle [boolean]',
    env: 'ZEPHYR_REUSE_CYCLE',
    help: 'use the existing cycle of that name',
  },
  {
    flag: '--create-package [boolean]',
    env: 'ZEPHYR_CREATE_PACKAGE',
    help: 'build folders from package names',
  },
  {
    flag: '--timestamp-cycle [boolean]',
    env: 'ZEPHYR_TIMESTAMP_CYCLE',
    help: 'add a time stamp to the cycle’s name',
  },
  {
    flag: '--enabled [boolean]',
    env: 'ZEPHYR_ENABLED',
    help: 'off: do nothing',
  },
  {
    flag: '--dry-run [boolean]',
    env: 'ZEPHYR_DRY_RUN',
    help: 'show what would be sent; send nothing',
  },
  {
    flag: '--strict [boolean]',
    env: 'ZEPHYR_STRICT',
    help: 'reporters: fail the test run when the delivery fails',
  },
  {
    flag: '--wait [seconds]',
    env: 'ZEPHYR_WAIT',
    help: 'wait for the end of Zephyr’s run',
  },
  {
    flag: '--timeout <seconds>',
    env: 'ZEPHYR_TIMEOUT',
    help: 'how long a request may stand still',
  },
  {
    flag: '--delivery-timeout <seconds>',
    env: 'ZEPHYR_DELIVERY_TIMEOUT',
    help: 'how long a delivery may take',
  },
  {
    flag: '--retries <count>',
    env: 'ZEPHYR_RETRIES',
    help: 'how often a step is tried again',
  },
  {
    flag: '--output-file <file>',
    env: 'ZEPHYR_OUTPUT_FILE',
    help: 'where the result file is written',
  },
  {
    flag: '--skipped <what>',
    env: 'ZEPHYR_SKIPPED',
    help: 'tests that did not run',
    choices: ['omit', 'include'],
  },
  {
    flag: '--shards <what>',
    env: 'ZEPHYR_SHARDS',
    help: 'reporters: what a shard does',
    choices: ['collect', 'upload'],
  },
  {
    flag: '--title-links [boolean]',
    env: 'ZEPHYR_TITLE_LINKS',
    help: 'reporters: requirements and tags from titles',
  },
  {
    flag: '--client-cert <file>',
    env: 'ZEPHYR_CLIENT_CERT',
    help: 'PEM file for mutual TLS',
  },
  {
    flag: '--client-key <file>',
    env: 'ZEPHYR_CLIENT_KEY',
    help: 'PEM file for mutual TLS',
  },
  {
    flag: '--log-level <level>',
    env: 'ZEPHYR_LOG_LEVEL',
    help: 'how much is logged on stderr',
    choices: ['silent', 'error', 'warn', 'info', 'debug'],
  },
]
