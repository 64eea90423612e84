import { Command, InvalidArgumentError } from 'commander'
import { startEmulator } from './index.js'
import { assertNode } from './version.js'

/** `zephyr-emulator`: starts the server and tells how to use it. */
export async function run(argv: string[]): Promise<void> {
  const command = new Command('zephyr-emulator')
    .description('An emulator of the Zephyr Enterprise server’s automation jobs, with web pages')
    .option('-p, --port <number>', 'port to listen on; 0 takes a free one', whole, 4100)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--file <path>', 'SQLite file that keeps everything (default: memory)')
    .option('--token <text>', 'accepted API token', 'emulator-token')
    .option('--denied-token <text>', 'a token without permission: answers 403', 'no-permission')
    .option('--username <name>', 'accepted user name', 'admin')
    .option('--password <text>', 'accepted password', 'admin')
    .option('--new-ms <ms>', 'milliseconds a run stays new', whole, 500)
    .option('--queued-ms <ms>', 'milliseconds it then stays queued', whole, 1500)
    .option('--prefix <path>', 'a path before /flex, as a reverse proxy adds it')
    .option('--strict-world', 'refuse projects and releases that the emulator does not know')
  try {
    assertNode()
    const emulator = await startEmulator(command.parse(argv).opts())
    console.log(`Zephyr emulator at ${emulator.url}`)
    console.log(`Try it: ZEPHYR_URL=${emulator.url} ZEPHYR_TOKEN=${emulator.token}. Ctrl+C ends it.`)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void emulator.close())
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  }
}

function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Expected a whole number.')
  return Number(text)
}
