import { spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { type Loaded, planDelivery, problemsMessage } from '@zephyr-reporters/core'
import { planLines, resultFilePath } from '@zephyr-reporters/core/internal'
import { type Action, type Invocation, loadedOf, openContext } from '../command.js'
import { UsageError } from '../failure.js'
import { print, printJson } from '../output.js'
import { choosePlace, type Place } from './choose-place.js'
import { ciSnippets } from './ci-snippets.js'
import { addReporter, type Runner, runnersIn, runnerTitles, schemaFor } from './find-runners.js'
import { manifestOf } from './manifest.js'
import { managerOf, upward, versionOf } from './package-manager.js'
import { type Ask, asking, Cancelled } from './prompts.js'

interface Answers extends Place {
  jobName: string
  cycleName: string
  environment?: string
}

/** What one `init` works with. */
interface Setup {
  invocation: Invocation
  folder: string
  /** `undefined` with `--yes`: nothing is asked. */
  ask: Ask | undefined
  json: boolean
  say: (text: string) => unknown
}

interface Step {
  runner: Runner
  added: boolean
  /** Command that installs the reporter; `undefined` where it is installed. */
  install?: string
}

/** Sets this folder up. What goes into zephyr.config.json is asked before anything is written; the token looks names up, and is never stored. */
export const init: Action = async (invocation) => {
  const loaded = await loadedOf(invocation)
  mustBeWritable(loaded)
  const json = invocation.flags.json === true
  const ask = invocation.flags.yes === true ? undefined : await asking()
  const setup: Setup = { invocation, folder: process.cwd(), ask, json, say: (text) => json || print(text) }

  const config = configOf(setup.folder, await uncancelled(answersOf(loaded, invocation, ask)))
  if (loaded.settings.dryRun) {
    if (json) printJson({ dryRun: true, config })
    else print(`Dry run: nothing is written. zephyr.config.json would be:\n${JSON.stringify(config, null, 2)}`)
    return 0
  }
  writeFileSync(join(setup.folder, configFile), `${JSON.stringify(config, null, 2)}\n`)
  setup.say(`${ask ? '\n' : ''}Wrote ${configFile}. The token is not in it: set ZEPHYR_TOKEN where the tests run.`)

  await ignoreResults(setup.folder, ask, setup.say)
  const steps = await addReporters(setup)
  await installMissing(steps, setup)
  const command = steps[0]?.runner.command ?? 'npx zephyr-report upload FILE'
  const { installAll, run } = managerOf(setup.folder)
  const ci = ciSnippets(setup.folder, loaded.env, { test: command, install: installAll, run })
  for (const { system, snippet } of ci) setup.say(`\nFor ${system}:\n${indented(snippet)}`)
  const tried = await tryOut(steps[0]?.runner, setup)
  setup.say(`\nThen, with ZEPHYR_TOKEN set, a run that delivers:\n  ${command}`)

  if (json) {
    const runners = steps.map(({ runner: { name, line, configs }, ...step }) => ({
      runner: name,
      configs,
      line,
      ...step,
    }))
    printJson({ file: configFile, config, runners, ci, ...tried })
  }
  return 0
}

function mustBeWritable({ problems, configFiles }: Loaded) {
  if (problems.length > 0) throw new UsageError(problemsMessage(problems))
  const code = configFiles.find((path) => dirname(path) === process.cwd() && !path.endsWith('.json'))
  if (code)
    throw new UsageError(
      `${basename(code)} stands here, and init writes ${configFile} only. Change it by hand, or remove it first.`,
    )
}

async function uncancelled<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof Cancelled) throw new UsageError('Cancelled: nothing was written.')
    throw error
  }
}

/** Adds each runner's reporter to its configuration file, as far as that can be done safely. */
async function addReporters({ folder, say }: Setup): Promise<Step[]> {
  const found = runnersIn(folder)
  if (found.length === 0)
    say(`\nNo ${runnerTitles} here: \`npx zephyr-report upload FILE…\` delivers JUnit files of any other tool.`)
  const steps: Step[] = []
  for (const runner of found) {
    const file = runner.added ? undefined : await addReporter(folder, runner)
    const install = runner.reporterVersion ? undefined : `${managerOf(folder).install} ${runner.reporter}`
    say(`\n${runner.title}: ${howAdded(runner, file)}`)
    steps.push({ runner, added: runner.added || file !== undefined, install })
  }
  return steps
}

/** Installs reporters that are missing where the user agrees, else says how. */
async function installMissing(steps: readonly Step[], { folder, ask, json, say }: Setup): Promise<void> {
  const missing = steps.flatMap(({ install, runner }) => (install ? [runner.reporter] : []))
  // Run by `npx @zephyr-reporters/cli init`: the project has to have what later sends again.
  if (existsSync(join(folder, 'package.json')) && !versionOf(ourName, folder)) missing.push(ourName)
  if (missing.length === 0) return
  const install = `${managerOf(folder).install} ${missing.join(' ')}`
  const isWanted = ask && (await agreed(ask, `Install ${missing.join(' and ')} now? (${install})`))
  if (!isWanted) say(`\nInstall what is missing:\n  ${install}`)
  else if ((await execute(install, {}, json)).exit !== 0) say(`\nThat did not work. Try it again:\n  ${install}`)
}

/** Runs the tests without sending anything, or shows what a delivery would send and how to try it. */
async function tryOut(first: Runner | undefined, { invocation, folder, ask, json, say }: Setup) {
  const { context, problems } = await openContext(invocation)
  const plan = planDelivery({ loaded: context.loaded })
  const ready = runnersIn(folder).filter(({ added, reporterVersion, version }) => added && reporterVersion && version)
  const runs = invocation.flags.run === false ? [] : await dryRuns(ready, context.loaded, ask, json)
  if (runs.length === 0) {
    say(`\nA delivery from here:\n${indented(planLines(plan).join('\n'))}`)
    if (problems.length > 0) say(problemsMessage(problems))
    say(`\nSee what Zephyr would record, sending nothing:\n  ${dryRunOf(first)}`)
  }
  for (const run of runs) say(`\n${run.file ? `${run.title}: ${lookAt(run.file)}` : noFile(run)}`)
  return { plan, dryRuns: runs }
}

const configFile = 'zephyr.config.json'
const ourName = '@zephyr-reporters/cli'

/** Keeps the results out of version control, if that is wanted. */
async function ignoreResults(folder: string, ask: Ask | undefined, say: (text: string) => unknown): Promise<void> {
  const repository = upward(folder, '.git')
  const path = upward(folder, '.gitignore') ?? (repository && join(dirname(repository), '.gitignore'))
  if (!path) return
  const before = existsSync(path) ? readFileSync(path, 'utf8') : ''
  if (before.includes('zephyr-results')) return
  const file = relative(folder, path) || '.gitignore'
  if (ask && (await agreed(ask, `Add zephyr-results/ to ${file}? Each run writes its results there.`))) {
    const lineEnd = before.includes('\r\n') ? '\r\n' : '\n'
    const start = before === '' || before.endsWith('\n') ? '' : lineEnd
    writeFileSync(path, `${before}${start}zephyr-results/${lineEnd}`)
    say(`Added zephyr-results/ to ${file}.`)
  } else say(`Add zephyr-results/ to ${file}: each run writes its results there.`)
}

/** What the file holds already stays. */
function configOf(folder: string, answers: Answers): Record<string, unknown> {
  const path = join(folder, configFile)
  const before: unknown = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
  const schema = schemaFor(folder)
  return { ...(schema && { $schema: schema }), ...Object(before), ...answers }
}

async function answersOf(loaded: Loaded, { flags }: Invocation, ask: Ask | undefined): Promise<Answers> {
  const { settings, sources } = loaded
  const { lookups, ...place } = await choosePlace(loaded, flags, ask)
  const text = async (name: 'jobName' | 'cycleName', question: string, otherwise: string) => {
    const value = settings[name] ?? otherwise
    const isGiven = sources[name].kind === 'flag' || sources[name].kind === 'environment'
    return ask && !isGiven ? await ask.text(question, value) : value
  }
  const { name: project } = manifestOf(process.cwd())
  const jobName = await text('jobName', 'Name of the automation job', project ? `${project} tests` : 'Automated tests')
  const cycleName = await text('cycleName', 'Test cycle', 'Automation')
  // Not every server lists them; then nothing is asked.
  const asksForIt = await lookups?.asksForEnvironment().catch(() => false)
  const environment =
    ask && asksForIt
      ? await ask.text('Environment (this server asks for one)', settings.environment)
      : settings.environment
  return { ...place, jobName, cycleName, ...(environment === undefined ? {} : { environment }) }
}

function howAdded(runner: Runner, file: string | undefined): string {
  const { added, configs, takesList, title } = runner
  if (added) return `the reporter stands in ${configs.join(', ')} already.`
  if (file) return configs.length === 0 ? `wrote ${file}, with the reporter in it.` : `added the reporter to ${file}.`
  const line = configs.length > 0 && configs.every((name) => /\.jsonc?$/.test(name)) ? jsonLine(runner) : runner.line
  const instead = takesList
    ? ''
    : `\n${title} takes one reporter: put it in the place of another, and name that one in its option \`reporter\`.`
  const where = configs.length > 0 ? configs.join(' or ') : `the ${title} configuration of each package`
  return `add the reporter to ${where}:\n  ${line}${instead}`
}

const jsonLine = ({ key, takesList, defaults, reporter }: Runner) =>
  `"${key}": ${JSON.stringify(takesList ? [...defaults, reporter] : reporter)}`

async function agreed(ask: Ask, question: string): Promise<boolean> {
  try {
    return await ask.confirm(question)
  } catch (error) {
    if (error instanceof Cancelled) return false
    throw error
  }
}

interface DryRun {
  title: string
  command: string
  /** Missing where it was ended for taking too long. */
  exit?: number
  /** What the reporter wrote. */
  file?: string
}

/** Runs the tests with a reporter that sends nothing: at a terminal where that is wanted, else for ten minutes at most. */
async function dryRuns(ready: readonly Runner[], { settings }: Loaded, ask: Ask | undefined, json: boolean) {
  const runs: DryRun[] = []
  for (const { name, title, command } of ready) {
    if (ask && !(await agreed(ask, `Run your ${title} tests now, sending nothing? (${command})`))) continue
    const path = resultFilePath({ root: settings.root ?? process.cwd(), runner: name }, settings.outputFile)
    const started = Date.now()
    const env = { ZEPHYR_DRY_RUN: 'true', PLAYWRIGHT_HTML_OPEN: 'never' }
    const { exit } = await execute(command, env, json, ask ? undefined : 600)
    // A file system may count whole seconds.
    const isNew = existsSync(path) && statSync(path).mtimeMs >= started - 1000
    runs.push({ title, command, exit, file: isNew ? relative(process.cwd(), path) : undefined })
  }
  return runs
}

const dryRunOf = (runner: Runner | undefined) =>
  runner ? `ZEPHYR_DRY_RUN=true ${runner.command}` : 'npx zephyr-report upload FILE --dry-run'

const lookAt = (file: string) =>
  `the dry run wrote ${file}. Look at it as a page:\n  npx zephyr-report preview ${file} --html preview.html`

const noFile = ({ title, command, exit }: DryRun) =>
  `${title}: the dry run (${command}) ${exit === undefined ? 'was ended after 10 minutes' : `ended with ${exit}`} and wrote no results. Look at its output above, and try it again:\n  ZEPHYR_DRY_RUN=true ${command}`

/** Runs a command of this folder without our secrets; with `json` its output goes to stderr, because stdout is the document's. */
function execute(
  command: string,
  env: Record<string, string>,
  json: boolean,
  seconds?: number,
): Promise<{ exit?: number }> {
  process.stderr.write(`\n$ ${command}\n`)
  // With a time limit it gets a process group of its own, so that all of it ends.
  const detached = seconds !== undefined && process.platform !== 'win32'
  const child = spawn(command, {
    shell: true,
    detached,
    stdio: [seconds === undefined ? 'inherit' : 'ignore', json ? process.stderr : 'inherit', 'inherit'],
    env: { ...ownEnvironment(process.env), ...env },
  })
  let late = false
  const kill = () => {
    if (detached && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    else child.kill('SIGKILL')
  }
  // A group of its own hears no Ctrl+C.
  const interrupted = () => {
    kill()
    process.exit(130)
  }
  if (detached) process.once('SIGINT', interrupted).once('SIGTERM', interrupted)
  const timer =
    seconds === undefined
      ? undefined
      : setTimeout(() => {
          late = true
          kill()
        }, seconds * 1000)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(timer)
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted)
      resolve({ exit: late ? undefined : (code ?? 1) })
    })
  })
}

/**
 * What a command of the project gets of our environment: no secret of ours, and not the registry that Yarn 1 tells the
 * commands it runs, which is its default whatever `.npmrc` says.
 */
export function ownEnvironment(env: Record<string, string | undefined>): Record<string, string | undefined> {
  const { ZEPHYR_TOKEN: _, ZEPHYR_PASSWORD: __, ...own } = env
  const isOldYarn = env.npm_config_user_agent?.startsWith('yarn/1.')
  if (isOldYarn && env.npm_config_registry?.startsWith('https://registry.yarnpkg.com')) delete own.npm_config_registry
  return own
}

const indented = (text: string) => text.replace(/^/gm, '  ')
