import { readFileSync } from 'node:fs'
import { Command, type CommanderError, Option } from 'commander'

// Start-up stays quick: the commands, and with them core, are loaded only when one is run. The option names stand in
// `flags.ts`, which a test holds against core's own table.
import { flags } from './flags.js'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

export interface Io {
  stdout(text: string): void
  stderr(text: string): void
}

export function createProgram(): Command {
  const program = new Command('zephyr-report')
    .description('Deliver JUnit files to Zephyr Enterprise, and work with its automation jobs.')
    .version(version)
    .showHelpAfterError('(see --help)')
    .configureHelp({ showGlobalOptions: false })
    .exitOverride((error: CommanderError) => {
      process.exit(error.exitCode === 0 ? 0 : 2)
    })

  add(program, 'upload', 'merge JUnit files of any origin and deliver them as one run')
    .argument('<file...>', 'files or globs')
    .option('--allow-missing', 'deliver although a shard of the run is missing')
    .addHelpText(
      'after',
      examples("zephyr-report upload 'build/test-results/**/*.xml'", 'zephyr-report upload results.xml --dry-run'),
    )
    .action(runs(async () => (await import('./commands/upload.js')).upload))
  add(program, 'merge', 'merge JUnit files into one, mended so that Zephyr reads it right')
    .argument('<file...>', 'files or globs')
    .requiredOption('-o, --output <file>', 'where to write')
    .option('--allow-missing', 'merge although a shard of the run is missing')
    .addHelpText('after', examples("zephyr-report merge 'shards/**/*.xml' -o all.xml"))
    .action(runs(async () => (await import('./commands/merge.js')).merge))
  add(program, 'preview', 'show what Zephyr would record from files, and why')
    .argument('<file...>', 'files or globs')
    .option('--html <file>', 'write it as one self-contained page')
    .option('--template <file>', "read the files as they are, with a team's own parser template (JSON)")
    .addHelpText(
      'after',
      examples('zephyr-report preview results.xml', 'zephyr-report preview results.xml --html preview.html'),
    )
    .action(runs(async () => (await import('./commands/preview.js')).preview))
  add(program, 'resend', 'finish deliveries that were not finished, without doubling any')
    .argument('[pending...]', 'pending files; default: all below the results folder')
    .addHelpText('after', examples('zephyr-report resend', 'zephyr-report resend zephyr-results/jest.pending.json'))
    .action(runs(async () => (await import('./commands/resend.js')).resendAll))

  const jobs = program.command('jobs').description('the automation jobs of a project and release')
  const jobCommand = (name: string, text: string) => add(jobs, name, text)
  jobCommand('list', 'list them').action(runs(async () => (await import('./commands/jobs.js')).list))
  jobCommand('show', 'show one with all its properties')
    .argument('<job>', 'id, or a name that only one job has')
    .action(runs(async () => (await import('./commands/jobs.js')).show))
  jobCommand('create', 'create one with a result file, without running it')
    .argument('<file>', 'result file')
    .action(runs(async () => (await import('./commands/jobs.js')).create))
  jobCommand('update', 'give one a new result file and run it')
    .argument('<job>', 'id, or a name that only one job has')
    .argument('<file>', 'result file')
    .action(runs(async () => (await import('./commands/jobs.js')).update))
  jobCommand('run', 'run some again with the file they have')
    .argument('<job...>', 'ids, or names that only one job has')
    .action(runs(async () => (await import('./commands/jobs.js')).run))
  jobCommand('delete', 'delete some')
    .argument('<job...>', 'ids, or names that only one job has')
    .option('-y, --yes', 'do not ask')
    .action(runs(async () => (await import('./commands/jobs.js')).remove))

  add(program, 'status', 'how the latest run of a job stands')
    .argument('[job]', 'id or name; default: the job that the options name')
    .action(runs(async () => (await import('./commands/status.js')).status))
  add(program, 'wait', 'wait for the end of a job’s latest run')
    .argument('[job]', 'id or name; default: the job that the options name')
    .action(runs(async () => (await import('./commands/status.js')).waitFor))
  add(program, 'cancel', 'stop a run')
    .argument('<run>', 'the id of a RUN (as status shows it), not of a job')
    .action(runs(async () => (await import('./commands/status.js')).cancel))
  add(program, 'doctor', 'check options, network, token and permissions, one after another; changes nothing').action(
    runs(async () => (await import('./commands/doctor.js')).doctor),
  )
  add(program, 'init', 'set a project up: options, reporter, CI, and a dry run')
    .option('-y, --yes', 'ask nothing; take flags and what can be found')
    .option('--repository-folder <path>', 'repository folder by its names, instead of its id')
    .option('--project <name>', 'project by name, instead of its id')
    .option('--release <name>', 'release by name, instead of its id')
    .addHelpText(
      'after',
      examples(
        'zephyr-report init',
        'zephyr-report init --yes --project "Web shop" --release "Release 1.0" --repository-folder Automation',
      ),
    )
    .action(runs(async () => (await import('./commands/init.js')).init))
  program
    .command('completion')
    .description('print the completion script of a shell')
    .argument('<shell>', 'bash, zsh or fish')
    .addHelpText(
      'after',
      examples(
        'source <(zephyr-report completion bash)',
        'zephyr-report completion fish > ~/.config/fish/completions/zephyr-report.fish',
      ),
    )
    .action(runs(async () => (await import('./commands/completion.js')).completionOf(program)))
  return program
}

export interface Invocation {
  args: string[]
  /** All flags, by the options' names. */
  flags: Record<string, unknown>
}

/** What a command answers: the process's exit code. */
export type Action = (invocation: Invocation) => Promise<0 | 1 | 2 | 3>

function runs(load: () => Promise<Action>) {
  return async (...given: unknown[]) => {
    const command = given.at(-1)
    if (!(command instanceof Command)) throw new TypeError('commander passes the command last')
    const { reported } = await import('./commands/failure.js')
    const action = await load()
    process.exitCode = await reported(() => action({ args: command.args, flags: command.opts() }))
  }
}

/** A command with the flags that all take. */
function add(parent: Command, name: string, text: string): Command {
  const command = parent.command(name).description(text).option('--json', 'machine-readable output on stdout')
  for (const { flag, help, env } of flags)
    command.addOption(new Option(flag, `${help} [${env}]`).helpGroup('Options of Zephyr:'))
  return command
}

const examples = (...lines: string[]) => `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`
