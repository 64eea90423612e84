import type { Command } from 'commander'
import type { Action } from '../program.js'
import { print } from './context.js'
import { UsageError } from './failure.js'

/** Scripts that know the commands and flags as they stand in the program itself. */
export const completionOf =
  (program: Command): Action =>
  async ({ args: [shell = ''] }) => {
    const script = scripts[shell]
    if (!script) throw new UsageError(`No completion for "${shell}". There is: ${Object.keys(scripts).join(', ')}.`)
    print(script(wordsOf(program)))
    return 0
  }

interface Words {
  /** Under each command's path (`jobs list`), what may follow. */
  [path: string]: string[]
}

function wordsOf(command: Command, path = ''): Words {
  const names = command.commands.map((child) => child.name())
  const flags = command.options.flatMap(({ long }) => (long ? [long] : []))
  const below = command.commands.map((child) => wordsOf(child, `${path} ${child.name()}`.trim()))
  return Object.assign({ [path]: [...names, ...flags, '--help'] }, ...below)
}

const scripts: Record<string, (words: Words) => string> = {
  bash: (words) => `_zephyr_report() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $word" in ${patterns(words)}) path="\${path:+$path }$word" ;; esac
  done
  local words
  case "$path" in
${cases(words)}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [[ "$current" == -* ]] || COMPREPLY+=($(compgen -f -- "$current"))
}
complete -o filenames -F _zephyr_report zephyr-report`,
  zsh: (words) => `#compdef zephyr-report
_zephyr_report() {
  local path="" word words_for
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$path $word" in ${patterns(words)}) path="\${path:+$path }$word" ;; esac
  done
  case "$path" in
${cases(words).replaceAll('words=', 'words_for=')}
  esac
  compadd -- \${(z)words_for}
  _files
}
compdef _zephyr_report zephyr-report`,
  fish: (words) =>
    Object.entries(words)
      .map(([path, list]) => {
        const seen = path === '' ? '__fish_use_subcommand' : `__fish_seen_subcommand_from ${path.split(' ').at(-1)}`
        return `complete -c zephyr-report -n '${seen}' -a '${list.join(' ')}'`
      })
      .join('\n'),
}

const patterns = (words: Words) =>
  Object.keys(words)
    .filter((path) => path !== '')
    .map((path) => (path.includes(' ') ? `"${path}"` : `" ${path}"`))
    .join('|')

const cases = (words: Words) =>
  Object.entries(words)
    .map(([path, list]) => `    "${path}") words="${list.join(' ')}" ;;`)
    .join('\n')
