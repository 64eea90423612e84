import { readFileSync } from 'node:fs'
import { Command, InvalidArgumentError } from 'commander'
import type { HabitsInput } from './habits/habits.js'
import { type EmulatorOptions, startEmulator } from './index.js'
import { withoutSqliteWarning } from './sqlite-warning.js'
import { assertNode, version } from './version.js'

interface Flags extends Omit<EmulatorOptions, 'habits' | 'allowedHosts'> {
  habits?: string
  allowHost: string[]
  export?: string
  verbose?: boolean
}

/** `zephyr-emulator`: starts the server and prints how to use it. */
export async function run(argv: string[]): Promise<void> {
  const command = new Command('zephyr-emulator')
    .description('An emulator of the Zephyr Enterprise server’s automation jobs, with web pages')
    .version(version)
    .option('-p, --port <number>', 'port to listen on; 0 takes a free one', whole, 4100)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--allow-host <name>', 'a name with dots by which browsers may ask for pages (repeatable)', collected, [])
    .option('--file <path>', 'SQLite file that keeps everything (default: memory)')
    .option('--reset', 'delete what the file holds first')
    .option('--export <path>', 'write everything the file holds as JSON (- for stdout), and end')
    .option('--habits <path>', 'JSON file that says how the server behaves and what goes wrong')
    .option('--pace <factor>', 'real seconds that one second of habits and runs takes', fraction)
    .option('--token <text>', 'accepted API token', 'emulator-token')
    .option('--denied-token <text>', 'a token without permission: answers 403', 'no-permission')
    .option('--username <name>', 'accepted user name', 'admin')
    .option('--password <text>', 'accepted password', 'admin')
    .option('--new-ms <ms>', 'milliseconds a run stays new', whole, 500)
    .option('--queued-ms <ms>', 'milliseconds it then stays queued', whole, 1500)
    .option('--prefix <path>', 'a path before /flex, as a reverse proxy adds it')
    .option('--strict-world', 'refuse projects and releases that the emulator does not know')
    .option('--verbose', 'print every request to an operation')
  try {
    assertNode()
    const flags = command.parse(argv).opts<Flags>()
    if (flags.export === undefined) await serve(flags)
    else await writeExport(flags.file, flags.export)
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  }
}

async function serve({ habits, allowHost, verbose, ...flags }: Flags): Promise<void> {
  const emulator = await startEmulator({
    ...flags,
    allowedHosts: allowHost,
    ...(habits === undefined ? {} : { habits: readHabits(habits) }),
    ...(verbose ? { onRequest: (line) => console.log(line) } : {}),
  })
  console.log(`Zephyr emulator at ${emulator.url}`)
  console.log(`Try it: ZEPHYR_URL=${emulator.url} ZEPHYR_TOKEN=${emulator.token}. Ctrl+C ends it.`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void emulator.close())
}

async function writeExport(file: string | undefined, target: string): Promise<void> {
  if (file === undefined) throw new Error('--export needs --file: which SQLite file is to be written out?')
  const { exportFile } = await withoutSqliteWarning(() => import('./export.js'))
  await exportFile(file, target)
}

function readHabits(path: string): HabitsInput {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    const why = error instanceof SyntaxError ? 'no JSON' : error instanceof Error ? error.message : String(error)
    throw new Error(`The habits in ${path} cannot be read: ${why}.`, { cause: error })
  }
}

const collected = (name: string, before: string[]) => [...before, name]

function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Expected a whole number.')
  return Number(text)
}

function fraction(text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new InvalidArgumentError('Expected a number above 0, such as 0.01.')
  return value
}
