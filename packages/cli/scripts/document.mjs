// docs/cli.md: every command with its real output, run against an emulator. `pnpm run docs` writes it, a test holds it true.
import { execFile } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmulator } from '@zephyr-reporters/emulator'
import { needsNewerNode } from '../../../scripts/newer-node.mjs'

export const path = join(import.meta.dirname, '../../../docs/cli.md')
const main = join(import.meta.dirname, '../dist/main.js')

const results = `<testsuites>
  <testsuite name="pytest">
    <testcase classname="tests.test_login" name="test_logs_in" time="0.2"/>
    <testcase classname="tests.test_login" name="test_wrong_password" time="0.1"><failure message="AssertionError: 200 == 403"/></testcase>
    <testcase classname="tests.test_login" name="test_database" time="0.0"><error message="no database">ConnectionError: no database</error></testcase>
    <testcase classname="tests.test_login" name="test_sso"><skipped message="not yet"/></testcase>
  </testsuite>
</testsuites>
`

const sections = [
  ['Commands', 'Each has a `--help` of its own, with examples and all options.', [['--help']]],
  [
    'preview',
    'Shows what Zephyr would record, and why. `--html FILE` writes it as one page, `--template FILE` reads the files as they are with a team’s own parser template, `--json` for machines.',
    [['preview', 'results.xml']],
  ],
  [
    'upload',
    'Merges the files, repairs what Zephyr would misread, and delivers them as one run. Names and packages stay the tool’s own; what was red stays red. A glob leaves out what an upload wrote itself. Tried again after a failure, an upload of the same results is the same delivery: what may have arrived is asked for, not sent twice.',
    [
      ['upload', 'results.xml', '--dry-run'],
      ['upload', 'results.xml', '--wait'],
    ],
  ],
  [
    'merge',
    'The same file without a delivery; the shards of one run become that run.',
    [['merge', 'results.xml', '-o', 'merged.xml']],
  ],
  [
    'status',
    'How the latest run of a job stands: by id, by name, or of the job that a delivery with these options would update. Jobs and runs are numbered apart; one taken for the other is named in the message.',
    [['status'], ['status', '5001'], ['status', 'Weekly', '--json']],
  ],
  [
    'wait',
    'Waits for its end, 600 seconds or as many as `--wait SECONDS` says; exit 3 where it ends without success or not in time.',
    [['wait']],
  ],
  [
    'verify',
    'Reads back what Zephyr recorded of deliveries, and compares it by folder and name with what was sent: exit 3 where it differs, 1 where the server does not let it be read. With `ZEPHYR_VERIFY=true` each delivery does so at its end.',
    [['verify']],
  ],
  [
    'calibrate',
    'Sends a small file to a job and cycle of its own, reads back what the server made of it, and keeps the rules in `zephyr.server.json`. The job is deleted; the cycle and the test cases stay. Asks first.',
    [['calibrate', '--yes']],
  ],
  [
    'jobs',
    'The automation jobs of the project and release. A name is as good as an id where only one job has it. `create` and `update` take one file; what Zephyr would misread in it is repaired in a copy, unless `--as-is` or another template than `junit` is asked for. `delete` asks first. `update` and `run` wait for the end with `--wait`. With `--dry-run` all of them say what they would send.',
    [
      ['jobs', 'list'],
      ['jobs', 'show', 'Nightly'],
      ['jobs', 'create', 'results.xml', '--job-name', 'By hand'],
      ['jobs', 'run', 'By hand'],
      ['jobs', 'update', 'By hand', 'merged.xml'],
      ['jobs', 'delete', 'By hand', '--yes'],
    ],
  ],
  [
    'cancel',
    'Stops a run, by the id of the RUN, or by the name of the job whose latest run it is.',
    [
      ['cancel', '101'],
      ['cancel', '5001'],
    ],
  ],
  ['resend', 'Finishes what was not delivered. The server is asked first, so nothing is sent twice.', [['resend']]],
  [
    'doctor',
    'Checks one thing after another and says what to do: the runners of this folder and whether their configuration names the reporter, every option and where it came from, DNS, TCP, TLS and proxies, the token, project, release and folder by their names, permissions, clocks, and what is left to send. It only reads, and every step has a time limit.',
    [['doctor'], ['doctor', '--project-id', 'six', '--token', 'mistyped']],
  ],
  [
    'init',
    'Sets a project up: asks for the server, and for project, release and folder by name (ids where the server does not list them), writes `zephyr.config.json`, installs the reporter of Jest, Vitest, Playwright or Mocha and adds it to the configuration where that can be done surely, shows what CI needs, and ends with a dry run of the tests (`--no-run`: without). It asks at a terminal; with `--yes` it takes flags. The token is used to look names up, and is not stored. Ctrl+C at a question about server, place or names leaves nothing written; `.gitignore`, the installation and the run of the tests are asked for one by one.',
    [['init', '--yes', '--project', 'Web shop', '--release', 'Release 1.0', '--repository-folder', 'Automation']],
  ],
]

export async function render() {
  const emulator = await startEmulator({ newMs: 1, queuedMs: 1 })
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'zephyr-doc-')))
  writeFileSync(join(folder, 'results.xml'), results)
  const parts = []
  try {
    for (const [name, text, calls] of sections) {
      parts.push(`## ${name}\n\n${text}\n`)
      const fresh = name === 'init'
      for (const args of calls)
        parts.push(await call(folder, args, fresh ? lookingUp(emulator) : environment(emulator)))
    }
  } finally {
    await emulator.close()
    rmSync(folder, { recursive: true, force: true })
  }
  const top = [
    '# The command line',
    '',
    'Real output of every command, against an emulator; a test holds this page true. Written by `pnpm run docs`.',
    'Options come as flags, as `ZEPHYR_*` variables or from `zephyr.config.json`; here the variables of the README’s quick start are set.',
    '',
    'Exit codes: 0 done, 1 Zephyr or the network refused, 2 usage or configuration, 3 waiting ended without success. With `--json`, stdout is one JSON document, also of a failure; lines for people go to stderr.',
    '',
    'Shell completion of commands, flags, their values and files: `source <(zephyr-report completion bash)` in `~/.bashrc`, `source <(zephyr-report completion zsh)` in `~/.zshrc` after `compinit`, and `zephyr-report completion fish > ~/.config/fish/completions/zephyr-report.fish`.',
    '',
    'The file that the examples use:',
    '',
    `\`\`\`xml\n${results.trim()}\n\`\`\`\n`,
  ]
  return `${top.join('\n')}\n${parts.join('\n').replaceAll(emulator.url, 'http://127.0.0.1:4100')}`
}

const lookingUp = ({ url, token }) => ({ ZEPHYR_URL: url, ZEPHYR_TOKEN: token })

const environment = (emulator) => ({
  ...lookingUp(emulator),
  ZEPHYR_PROJECT_ID: '1',
  ZEPHYR_RELEASE_ID: '11',
  ZEPHYR_JOB_NAME: 'Nightly',
  ZEPHYR_CYCLE_NAME: 'Regression',
  ZEPHYR_REPOSITORY_PATH: 'Release 1.0 > Automation',
  ZEPHYR_REPOSITORY_TREE_ID: '32',
  ZEPHYR_CYCLE_START_DATE: '2026-01-01',
  ZEPHYR_CYCLE_END_DATE: '2099-12-31',
})

function call(folder, args, env) {
  const { PATH = '', HOME = '' } = process.env
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [main, ...args],
      { cwd: folder, env: { PATH, HOME, ...env } },
      (error, stdout, stderr) => {
        const shown = args.map((arg) => (/[\s>]/.test(arg) ? `'${arg}'` : arg)).join(' ')
        const code = error?.code ? `\n(exit ${error.code})` : ''
        resolve(`\`\`\`console\n$ npx zephyr-report ${shown}\n${steady(`${stderr}${stdout}`, folder)}${code}\n\`\`\`\n`)
      },
    )
  })
}

/** What differs from run to run: ids of deliveries, times, this machine. */
function steady(text, folder) {
  return text
    .replaceAll(folder, '.')
    .replace(/upload-[0-9a-z]{20}\.xml/g, 'upload-mwuexample0123456789.xml')
    .replace(/(jobCrationDate\s+)\S+.*/g, '$12026-01-01')
    .replace(/port \d+ answers/g, 'port 4100 answers')
    .replace(/(Node: )v\S+/g, '$1v20.19.0')
    .replace(/(cycle\w+Str: )\d\d\/\d\d\/\d{4}/g, '$1mm/dd/yyyy')
    .split('\n')
    .filter((line) => !/^\[zephyr\] Run \d+ of job \d+: (new|queued)$/.test(line))
    .map((line) => line.trimEnd())
    .join('\n')
    .trim()
}

if (process.argv[2] === '--write') {
  needsNewerNode()
  writeFileSync(path, await render())
}
