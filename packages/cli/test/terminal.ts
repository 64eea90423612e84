import { spawn, spawnSync } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'
import { main } from './cli.ts'

/** `script` of util-linux gives a command a terminal of its own; BSD's takes other arguments. */
export const hasTerminal = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0

export const keys = { enter: '\r', down: '\u001b[B', right: '\u001b[C', interrupt: '\u0003', clear: '\u0015' }

/** Runs `zephyr-report` at a terminal, and types. */
export function atTerminal(cwd: string, args: string[], env: Record<string, string> = {}, columns = 200) {
  return commandAtTerminal([process.execPath, main, ...args], { cwd, env, columns })
}

interface At {
  cwd: string
  env: NodeJS.ProcessEnv
  columns?: number
  /** How long a question may take; default 20 seconds. */
  waitMs?: number
}

/**
 * Runs any program at a terminal, and types.
 *
 * @public to apps/rehearsal, which has a lockfile of its own
 */
export function commandAtTerminal(program: readonly string[], { cwd, env, columns = 200, waitMs = 20_000 }: At) {
  const { PATH = '', HOME = '' } = process.env
  // Of itself it has no width.
  const command = `stty cols ${columns} rows 50; ${program.map((word) => `'${word}'`).join(' ')}`
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd,
    env: { PATH, HOME, TERM: 'xterm', ...env },
  })
  let raw = ''
  let screen = ''
  let seen = 0
  child.stdout.on('data', (piece) => {
    raw += String(piece)
    screen += stripVTControlCharacters(String(piece))
  })
  const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)))
  return {
    ended,
    text: () => screen,
    /** With colours. */
    raw: () => raw,
    /** Once this is shown, after what was shown before, these keys are pressed. */
    async answer(question: string, ...pressed: string[]) {
      const late = Date.now() + waitMs
      while (!screen.includes(question, seen)) {
        if (Date.now() > late) throw new Error(`"${question}" was not asked. The screen:\n${screen}`)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      seen = screen.indexOf(question, seen) + question.length
      for (const key of pressed) {
        child.stdin.write(key)
        // One key, one event: together they would be taken for a paste.
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    },
  }
}
