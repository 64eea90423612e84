import { readFileSync } from 'node:fs'
import { parseEnv, styleText } from 'node:util'
import { Argument, Command, CommanderError, Option } from 'commander'

// Start-up stays quick: the commands, and with them core, are loaded only when one is run. The flags of
// core's options stand in `option-flags.ts`, which is generated from core's table.
import type { Action } from './command.js'
import { withValues } from './flags.js'
import { flags } from './option-flags.js'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

/** Runs one command line; the exit code is left in `process.exitCode`. A wrong call is 2. */
export async function runProgram(args: readonly string[]): Promise<void> {
  const program = createProgram(args)
  try {
    await program.parseAsync(withValues(args), { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    process.exitCode = error.exitCode === 0 ? 0 : 2
    if (error.exitCode === 0) return
    const { complain, printJson } = await import('./output.js')
    // Without a command, of the program or of `jobs`, the help was printed on stderr.
    const isHelp = error.code === 'commander.help'
    const message = isHelp
      ? 'no command was given'
      : [plainMessage(error), ...takenForOutput(program, args, error)].join('. ')
    if (!isHelp) complain(`zephyr-report: ${message}\nSee \`${commandFor(program, args).path.join(' ')} --help\`.`)
    if (args.includes('--json')) printJson({ error: { kind: 'usage', message } })
  }
}

const plainMessage = ({ message }: CommanderError) => message.replace(/^error: /, '')

/** Options that name a file to write, by their attribute, with a name for it. */
const outputs: Readonly<Record<string, string>> = { html: 'preview.html', output: 'all.xml', outputFile: 'all.xml' }

/** `preview --html results.xml`: what was meant to be read became the option's value. Says so, with the command that was meant. */
function takenForOutput(program: Command, args: readonly string[], { code }: CommanderError): string[] {
  if (code !== 'commander.missingArgument') return []
  const { command, path } = commandFor(program, args)
  return command.options.flatMap((option) => {
    const output = outputs[option.attributeName()]
    const taken: unknown = command.getOptionValue(option.attributeName())
    if (output === undefined || typeof taken !== 'string') return []
    return [
      `${option.long} takes the file to write, and ${taken} was taken for it: ${path.join(' ')} ${taken} ${option.long} ${output}`,
    ]
  })
}

/** The command that was called, and how it is spelled. */
function commandFor(program: Command, args: readonly string[]): { command: Command; path: string[] } {
  const path = ['npx zephyr-report']
  let command = program
  for (const arg of args) {
    const next = command.commands.find((child) => child.name() === arg)
    if (!next) break
    path.push(arg)
    command = next
  }
  return { command, path }
}

/** The whole program; for one command line only the commands that it names get their many flags, for the sake of start-up. */
export function createProgram(args?: readonly string[]): Command {
  const add = (parent: Command, name: string, text: string) => {
    const command = parent
      .command(name)
      .description(text)
      .option('--json', 'machine-readable output on stdout')
      // Not --env-file: Node takes that for its own, wherever it stands.
      .option('--dotenv <file>', 'read variables from a file such as .env; those that are set already win')
    if (args === undefined || args.includes(name)) addFlags(command)
    return command
  }
  const program = new Command('zephyr-report')
    .description('Deliver JUnit files to Zephyr Enterprise, and work with its automation jobs.')
    .version(version)
    // What is wrong is printed by runProgram, in one style with all other errors.
    .configureOutput({ outputError: () => {} })
    .configureHelp({ showGlobalOptions: false, styleTitle: (title) => styleText('bold', title) })
    .exitOverride()
    .addHelpText(
      'after',
      examples(
        'npx zephyr-report init                                    set a project up, step by step',
        'npx zephyr-report preview results.xml                     what Zephyr would record, and why',
        "npx zephyr-report upload 'build/test-results/**/*.xml'    deliver files as one run",
        'npx zephyr-report doctor                                  find out why a delivery does not work',
        'npx zephyr-report upload --help                           everything about one command',
      ),
    )

  add(program, 'upload', 'merge JUnit files of any origin and deliver them as one run')
    .argument('<file...>', 'files or globs')
    .option('--allow-missing', 'deliver although a shard of the run is missing')
    .addHelpText(
      'after',
      examples(
        "npx zephyr-report upload 'build/test-results/**/*.xml'",
        'npx zephyr-report upload --dry-run results.xml',
      ),
    )
    .action(runs(async () => (await import('./deliver/upload.js')).upload))
  add(program, 'merge', 'merge JUnit files into one, repaired so that Zephyr reads it right')
    .argument('<file...>', 'files or globs')
    .requiredOption('-o, --output <file>', 'where to write')
    .option('--allow-missing', 'merge although a shard of the run is missing')
    .addHelpText('after', examples("npx zephyr-report merge 'shards/**/*.xml' -o all.xml"))
    .action(runs(async () => (await import('./deliver/merge.js')).merge))
  add(program, 'preview', 'show what Zephyr would record from files, and why')
    .argument('<file...>', 'files or globs')
    .option('--html <file>', 'write it as one self-contained page')
    .option(
      '--template <file>',
      "read the files as they are, with a team's own parser template (JSON); `server`: with the one that the server has",
    )
    .addHelpText(
      'after',
      examples('npx zephyr-report preview results.xml', 'npx zephyr-report preview results.xml --html preview.html'),
    )
    .action(runs(async () => (await import('./preview/preview.js')).preview))
  add(program, 'resend', 'finish deliveries that were not finished; sends nothing twice')
    .argument('[pending...]', 'pending files; default: all below the results folder')
    .addHelpText(
      'after',
      examples('npx zephyr-report resend', 'npx zephyr-report resend zephyr-results/jest.pending.json'),
    )
    .action(runs(async () => (await import('./deliver/resend.js')).resendAll))

  const jobs = program
    .command('jobs')
    .description('the automation jobs of a project and release')
    .addHelpText('after', examples('npx zephyr-report jobs list', 'npx zephyr-report jobs show "Nightly web tests"'))
  const jobCommand = (name: string, text: string) => add(jobs, name, text)
  const job = 'a JOB: its id, or a name that only one job has'
  const asIs = ['--as-is', 'send the file untouched, even where Zephyr would misread it'] as const
  jobCommand('list', 'list them, and show which one a delivery would update')
    .addHelpText(
      'after',
      examples('npx zephyr-report jobs list', 'npx zephyr-report jobs list --project-id 6 --release-id 11 --json'),
    )
    .action(runs(async () => (await import('./jobs/list.js')).list))
  jobCommand('show', 'show one with all its properties')
    .argument('<job>', job)
    .addHelpText(
      'after',
      examples('npx zephyr-report jobs show 101', 'npx zephyr-report jobs show "Nightly web tests"'),
    )
    .action(runs(async () => (await import('./jobs/list.js')).show))
  jobCommand('create', 'create one with a result file, without running it')
    .argument('<file>', 'result file; what Zephyr would misread is repaired in a copy')
    .option(...asIs)
    .addHelpText(
      'after',
      examples(
        'npx zephyr-report jobs create results.xml',
        'npx zephyr-report jobs create results.xml --job-name "By hand"',
      ),
    )
    .action(runs(async () => (await import('./jobs/change.js')).create))
  jobCommand('update', 'give one a new result file and run it')
    .argument('<job>', `${job}. Its name stays, but for --job-name`)
    .argument('<file>', 'result file; what Zephyr would misread is repaired in a copy')
    .option(...asIs)
    .addHelpText(
      'after',
      examples(
        'npx zephyr-report jobs update 101 results.xml',
        'npx zephyr-report jobs update "By hand" results.xml --json',
      ),
    )
    .action(runs(async () => (await import('./jobs/change.js')).update))
  jobCommand('run', 'run some again with the file they have')
    .argument('<job...>', `each ${job}`)
    .addHelpText(
      'after',
      examples('npx zephyr-report jobs run 101 102', 'npx zephyr-report jobs run "Nightly web tests"'),
    )
    .action(runs(async () => (await import('./jobs/change.js')).run))
  jobCommand('delete', 'delete some; asks first')
    .argument('<job...>', `each ${job}`)
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      examples('npx zephyr-report jobs delete "By hand"', 'npx zephyr-report jobs delete 101 102 --yes'),
    )
    .action(runs(async () => (await import('./jobs/change.js')).remove))

  const jobOrDefault = `${job}; default: the job that a delivery with these options would update`
  add(program, 'status', 'how the latest run of a job stands')
    .argument('[job]', jobOrDefault)
    .addHelpText('after', examples('npx zephyr-report status', 'npx zephyr-report status 101 --json'))
    .action(runs(async () => (await import('./jobs/status.js')).status))
  add(program, 'wait', 'wait for the end of a job’s latest run; exit 3 where it ends badly, or not in time')
    .argument('[job]', jobOrDefault)
    .addHelpText(
      'after',
      examples(
        'npx zephyr-report wait',
        'npx zephyr-report wait "Nightly web tests" --wait 120    seconds; default: 600',
      ),
    )
    .action(runs(async () => (await import('./jobs/status.js')).waitForJob))
  add(program, 'cancel', 'stop a run')
    .argument('<run>', 'the id of a RUN, as status shows it; or the name of a job, for its latest run')
    .addHelpText('after', examples('npx zephyr-report cancel 5001', 'npx zephyr-report cancel "Nightly web tests"'))
    .action(runs(async () => (await import('./jobs/cancel.js')).cancel))
  add(program, 'doctor', 'check options, network, token and permissions, one after another; changes nothing')
    .addHelpText(
      'after',
      examples('npx zephyr-report doctor', 'npx zephyr-report doctor --url https://acme.yourzephyr.com --json'),
    )
    .action(runs(async () => (await import('./doctor/doctor.js')).doctor))
  add(program, 'verify', 'read back what Zephyr recorded of deliveries; exit 3 where it is not what was sent')
    .argument('[receipt...]', 'receipts or result files; default: all receipts below the results folder')
    .addHelpText(
      'after',
      examples('npx zephyr-report verify', 'npx zephyr-report verify zephyr-results/jest.receipt.json'),
    )
    .action(runs(async () => (await import('./deliver/verify.js')).verifyAll))
  add(program, 'calibrate', 'measure by which rules this server reads files, and keep them in zephyr.server.json')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', examples('npx zephyr-report calibrate', 'npx zephyr-report calibrate --yes --json'))
    .action(runs(async () => (await import('./setup/calibrate.js')).calibrateServer))
  add(program, 'init', 'set a project up: options, reporter, CI, and a dry run')
    .option('-y, --yes', 'ask nothing; take flags and what can be found')
    .option('--project <name>', 'project by name, instead of its id')
    .option('--release <name>', 'release by name, instead of its id')
    .option('--repository-folder <path>', 'repository folder by its names, instead of its id')
    .option('--no-run', 'end without running the tests')
    .addHelpText(
      'after',
      examples(
        'npx zephyr-report init',
        'npx zephyr-report init --yes --project "Web shop" --release "Release 1.0" --repository-folder "Automation > Web"',
      ),
    )
    .action(runs(async () => (await import('./setup/init.js')).init))
  program
    .command('completion')
    .description('print the completion script of a shell')
    .addArgument(new Argument('<shell>', 'which').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      examples(
        'source <(zephyr-report completion bash)                                            in ~/.bashrc',
        'source <(zephyr-report completion zsh)                                             in ~/.zshrc, after compinit',
        'zephyr-report completion fish > ~/.config/fish/completions/zephyr-report.fish',
      ),
    )
    .action(runs(async () => (await import('./completion.js')).completionOf(createProgram())))
  return program
}

function runs(load: () => Promise<Action>) {
  return async (...given: unknown[]) => {
    const command = given.at(-1)
    if (!(command instanceof Command)) throw new TypeError('commander passes the command last')
    const flags: Record<string, unknown> = command.opts()
    const { reported, UsageError } = await import('./failure.js')
    process.exitCode = await reported(async () => {
      if (typeof flags.dotenv === 'string') loadEnvironment(flags.dotenv, UsageError)
      const action = await load()
      return action({ args: command.args, flags })
    }, flags.json === true)
  }
}

/** What a file of variables sets, where nothing else does. */
function loadEnvironment(file: string, Failure: typeof import('./failure.js').UsageError) {
  let variables: Record<string, string | undefined>
  try {
    variables = parseEnv(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new Failure(`--dotenv ${file} cannot be read: ${error instanceof Error ? error.message : error}`)
  }
  for (const [name, value] of Object.entries(variables)) process.env[name] ??= value
}

/** Core's options, which all commands take. */
function addFlags(command: Command) {
  for (const { flag, help, env, choices } of flags) {
    const option = new Option(flag, `${help} [${env}]`).helpGroup('Options of Zephyr:')
    // Shown and completed; core reads the value, and reports all wrong values in one message.
    option.argChoices = choices
    command.addOption(option)
  }
}

const examples = (...lines: string[]) =>
  `\n${styleText('bold', 'Examples:')}\n${lines.map((line) => `  ${line}`).join('\n')}`
