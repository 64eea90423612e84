import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { type Loaded, problemsMessage } from '@zephyr-reporters/core'
import { type Action, type Invocation, loadedOf } from '../command.js'
import { UsageError } from '../failure.js'
import { indented, print, printJson } from '../output.js'
import { choosePlace, type Place } from './choose-place.js'
import { ciSnippets } from './ci-snippets.js'
import { execute } from './execute.js'
import { addReporter, type Runner, runnersIn, runnerTitles, schemaFor } from './find-runners.js'
import { manifestOf } from './manifest.js'
import { managerOf, upward, versionOf } from './package-manager.js'
import { type Ask, agreed, asking, Cancelled } from './prompts.js'
import type { Setup } from './setup.js'
import { tryOut } from './try-out.js'

interface Answers extends Place {
  jobName: string
  cycleName: string
  environment?: string
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
  else if ((await execute(install, { json })).exit !== 0) say(`\nThat did not work. Try it again:\n  ${install}`)
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
