// Core's options as flags, so that `--help` need not load core; a test fails when this drifts from core's table.
export interface Flag {
  flag: string
  help: string
  env: string
  choices?: string[]
}

const flag = (flag: string, env: string, help: string, choices?: string[]): Flag => ({
  flag,
  env: `ZEPHYR_${env}`,
  help,
  choices,
})

export const flags: readonly Flag[] = [
  flag('--url <url>', 'URL', 'the Zephyr server'),
  flag('--token <token>', 'TOKEN', 'API token; safer in the environment'),
  flag('--username <name>', 'USERNAME', 'for Basic authentication'),
  flag('--password <text>', 'PASSWORD', 'for Basic authentication; safer in the environment'),
  flag('--project-id <id>', 'PROJECT_ID', 'project'),
  flag('--release-id <id>', 'RELEASE_ID', 'release'),
  flag('--job-name <name>', 'JOB_NAME', 'job to update, or to create'),
  flag('--job-id <id>', 'JOB_ID', 'job to update, by id'),
  flag('--root <folder>', 'ROOT', 'folder from which packages count'),
  flag('--package-prefix <path>', 'PACKAGE_PREFIX', 'folders in front of every package'),
  flag('--same-name <what>', 'SAME_NAME', 'test cases of one name: number them, or the attempt that counts', [
    'number',
    'last',
    'best',
    'worst',
  ]),
  flag('--verify [boolean]', 'VERIFY', 'read back what Zephyr recorded and compare'),
  flag('--attachments <what>', 'ATTACHMENTS', 'Playwright: attach screenshots, traces and videos', [
    'none',
    'failed',
    'all',
  ]),
  flag('--cycle-name <name>', 'CYCLE_NAME', 'cycle'),
  flag('--phase-name <name>', 'PHASE_NAME', 'phase of the cycle'),
  flag('--repository-path <path>', 'REPOSITORY_PATH', 'repository folder, levels separated by " > "'),
  flag('--repository-tree-id <id>', 'REPOSITORY_TREE_ID', 'id of that folder'),
  flag('--cycle-start-date <day>', 'CYCLE_START_DATE', 'yyyy-mm-dd or mm/dd/yyyy'),
  flag('--cycle-end-date <day>', 'CYCLE_END_DATE', 'yyyy-mm-dd or mm/dd/yyyy'),
  flag('--cycle-days <days>', 'CYCLE_DAYS', 'length of the cycle where no end is set'),
  flag('--environment <name>', 'ENVIRONMENT', 'environment of the executions'),
  flag('--assign-results-to <id>', 'ASSIGN_RESULTS_TO', 'id of the user to whom results are assigned, or -10'),
  flag('--automation-framework <name>', 'AUTOMATION_FRAMEWORK', 'parser template'),
  flag('--reuse-cycle [boolean]', 'REUSE_CYCLE', 'use the existing cycle of that name'),
  flag('--create-package [boolean]', 'CREATE_PACKAGE', 'build folders from package names'),
  flag('--timestamp-cycle [boolean]', 'TIMESTAMP_CYCLE', 'add a time stamp to the cycle’s name'),
  flag('--enabled [boolean]', 'ENABLED', 'off: do nothing'),
  flag('--dry-run [boolean]', 'DRY_RUN', 'show what would be sent; send nothing'),
  flag('--strict [boolean]', 'STRICT', 'reporters: fail the test run when the delivery fails'),
  flag('--wait [seconds]', 'WAIT', 'wait for the end of Zephyr’s run'),
  flag('--timeout <seconds>', 'TIMEOUT', 'how long a request may stand still'),
  flag('--delivery-timeout <seconds>', 'DELIVERY_TIMEOUT', 'how long a delivery may take'),
  flag('--retries <count>', 'RETRIES', 'how often a step is tried again'),
  flag('--output-file <file>', 'OUTPUT_FILE', 'where the result file is written'),
  flag('--skipped <what>', 'SKIPPED', 'tests that did not run', ['omit', 'include']),
  flag('--shards <what>', 'SHARDS', 'reporters: what a shard does', ['collect', 'upload']),
  flag('--title-links [boolean]', 'TITLE_LINKS', 'reporters: requirements and tags from titles'),
  flag('--client-cert <file>', 'CLIENT_CERT', 'PEM file for mutual TLS'),
  flag('--client-key <file>', 'CLIENT_KEY', 'PEM file for mutual TLS'),
  flag('--log-level <level>', 'LOG_LEVEL', 'how much is logged on stderr', [
    'silent',
    'error',
    'warn',
    'info',
    'debug',
  ]),
]

/** Flags whose value may be left out, which is then `true`. */
const optional = new Set(flags.flatMap(({ flag }) => (flag.endsWith(']') ? [flag.split(' ', 1).join()] : [])))
const words = /^(true|false|yes|no|on|off|1|0)$/i

/**
 * The arguments with every optional value spelled out: `upload --dry-run results.xml` is `--dry-run=true` and a file,
 * where commander would take the file for the flag's value.
 */
export function withValues(args: readonly string[]): string[] {
  const spelled: string[] = []
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ''
    if (arg === '--') return [...spelled, ...args.slice(at)]
    if (!optional.has(arg)) {
      spelled.push(arg)
      continue
    }
    const next = args[at + 1] ?? ''
    const isValue = words.test(next) || (arg === '--wait' && /^\d+(\.\d+)?$/.test(next))
    spelled.push(`${arg}=${isValue ? next : 'true'}`)
    if (isValue) at++
  }
  return spelled
}
