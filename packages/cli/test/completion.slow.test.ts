import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const main = join(import.meta.dirname, '../dist/main.js')
const installed = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0

const made = new Map<string, string>()
function scriptOf(shell: string): string {
  const script = made.get(shell) ?? execFileSync(process.execPath, [main, 'completion', shell], { encoding: 'utf8' })
  made.set(shell, script)
  return script
}

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zephyr-completion-'))
  mkdirSync(join(folder, 'results'))
  writeFileSync(join(folder, 'a b.xml'), '')
})
afterAll(() => rmSync(folder, { recursive: true }))

const lines = (text: string) => text.split('\n').filter((line) => line !== '')

const shells: Record<string, (words: string[]) => string[]> = {
  bash(words) {
    // As readline hands it over: "=" is a word of its own.
    const split = words.flatMap((word) => (word.includes('=') ? [word.split('=')[0], '=', word.split('=')[1]] : [word]))
    if (split.at(-1) === '' && split.at(-2) === '=') split.pop()
    const given = split.map((word) => JSON.stringify(word)).join(' ')
    const call = `COMP_WORDS=(${given}); COMP_CWORD=${split.length - 1}; _zephyr_report; printf '%s\\n' "\${COMPREPLY[@]}"`
    return lines(execFileSync('bash', ['-c', `${scriptOf('bash')}\n${call}`], { encoding: 'utf8', cwd: folder }))
  },
  zsh(words) {
    // The completion system's own commands work only at a prompt; these stand-ins print what they are given.
    const stubs = `compdef() { : }; compset() { words[CURRENT]="\${words[CURRENT]#*=}" }
      offer() { for word; do [[ "$word" != "\${words[CURRENT]}"* ]] || print -r -- "$word"; done }
      compadd() { shift; offer "$@" }
      _describe() { offer "\${(@)\${(@P)2}%%:*}" }
      _files() { [[ "$1" == -/ ]] && offer *(/) || offer * }`
    const call = `words=(${words.map((word) => JSON.stringify(word)).join(' ')}); CURRENT=${words.length}; _zephyr-report`
    return lines(
      execFileSync('zsh', ['-f', '-c', `${stubs}\n${scriptOf('zsh')}\n${call}`], { encoding: 'utf8', cwd: folder }),
    )
  },
  fish(words) {
    const line = words.map((word) => (word === '' ? '' : word.replaceAll(' ', '\\ '))).join(' ')
    const call = `complete -C ${JSON.stringify(line)}`
    const found = execFileSync('fish', ['--no-config', '-c', `${scriptOf('fish')}\n${call}`], {
      encoding: 'utf8',
      cwd: folder,
    })
    return lines(found).map((each) => (each.split('\t')[0] ?? '').replaceAll('\\ ', ' ').replace(/\/$/, ''))
  },
}

/** Without the shells' own order, and what fish keeps before `=`. */
const sorted = (found: string[]) => found.map((each) => each.replace(/^--[a-z-]+=/, '')).sort()

// bash is everywhere that `npm test` runs; the others are tried where they are.
describe.each(Object.entries(shells))('%s', (shell, completed) =>
  test.skipIf(!installed(shell))('completes', () => {
    const complete = (...words: string[]) => sorted(completed(['zephyr-report', ...words]))
    expect(complete('up')).toEqual(['upload'])
    expect(complete('jobs', 'd')).toEqual(['delete'])
    expect(complete('jobs', 'delete', '--ye')).toEqual(['--yes'])
    expect(complete('upload', '--allow')).toEqual(['--allow-missing'])
    expect(complete('status', '--allow')).toEqual([])
    expect(complete('completion', 'z')).toEqual(['zsh'])
    // The values of flags: words, files, folders, or what only the user knows.
    expect(complete('upload', '--skipped', '')).toEqual(['include', 'omit'])
    expect(complete('upload', '--skipped=o')).toEqual(['omit'])
    expect(complete('upload', '--log-level', 'd')).toEqual(['debug'])
    expect(complete('merge', '--output', 'a')).toEqual(['a b.xml'])
    expect(complete('merge', '--root', '')).toEqual(['results'])
    expect(complete('upload', '--job-name', '')).toEqual([])
    // Files where a command takes them; a flag's optional value stands behind "=" only.
    expect(complete('upload', 'a')).toEqual(['a b.xml'])
    expect(complete('upload', '--dry-run', 'a')).toEqual(['a b.xml'])
    expect(complete('status', 'a')).toEqual([])
    if (shell !== 'fish') expect(complete('upload', '--dry-run=t')).toEqual(['true'])
  }),
)

test('a shell that is not known: exit 2, and which there are', () => {
  const { status, stderr } = spawnSync(process.execPath, [main, 'completion', 'tcsh'], { encoding: 'utf8' })
  expect(status).toBe(2)
  expect(stderr).toContain('bash, zsh, fish')
})
