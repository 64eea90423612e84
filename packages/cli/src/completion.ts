import type { Command, Option } from 'commander'
import type { Action } from './command.js'
import { UsageError } from './failure.js'
import { print } from './output.js'

// Static scripts: a TAB starts no Node, asks no server and evaluates nothing of what was typed.

/** Scripts that know commands, flags and their values as they stand in the program itself. */
export const completionOf =
  (program: Command): Action =>
  async ({ args: [shell = ''] }) => {
    const script = scripts[shell]
    if (!script) throw new UsageError(`No completion for "${shell}". There is: ${Object.keys(scripts).join(', ')}.`)
    print(script(knownBy(program)))
    return 0
  }

/** What may stand there: files, folders, one of some words, what only the user knows, or nothing. */
type Value = 'file' | 'folder' | 'text' | 'none' | readonly string[]

interface Flag {
  names: string[]
  text: string
  value: Value
  /** The value may be left out; it then stands behind `=` only. */
  optional: boolean
  /** The commands that have it. */
  paths: string[]
}

interface Known {
  /** `jobs list`, with what may follow; the program itself has the empty path. */
  commands: { path: string; children: { name: string; text: string }[]; argument: Value }[]
  flags: Flag[]
}

function knownBy(program: Command): Known {
  const known: Known = { commands: [], flags: [] }
  const flags = new Map<string, Flag>()
  const add = (path: string, { names, ...flag }: Omit<Flag, 'paths'>) => {
    const first = flags.get(`${names} ${flag.text}`)
    if (first) first.paths.push(path)
    else flags.set(`${names} ${flag.text}`, { names, ...flag, paths: [path] })
  }
  const visit = (command: Command, path: string) => {
    const children = command.commands.map((child) => ({ name: child.name(), text: child.description() }))
    const words = command.registeredArguments.find(({ argChoices }) => argChoices)?.argChoices
    const files = command.registeredArguments.some((argument) => /file|pending/.test(argument.name()))
    known.commands.push({ path, children, argument: words ?? (files ? 'file' : 'none') })
    for (const option of command.options) {
      const names = [option.short, option.long].filter((name) => name !== undefined)
      add(path, { names, text: option.description, value: takenBy(option), optional: option.optional })
    }
    add(path, { names: ['--help'], text: 'show help', value: 'none', optional: false })
    for (const child of command.commands) visit(child, `${path} ${child.name()}`.trim())
  }
  visit(program, '')
  known.flags.push(...flags.values())
  return known
}

function takenBy({ flags, argChoices, required, optional }: Option): Value {
  if (argChoices) return argChoices
  if (flags.includes('[boolean]')) return ['true', 'false']
  if (flags.includes('<file>')) return 'file'
  if (flags.includes('<folder>')) return 'folder'
  return required || optional ? 'text' : 'none'
}

const paths = ({ commands }: Known) => commands.map(({ path }) => path).filter((path) => path !== '')

/** A pattern of `case`. */
const anyOf = (names: readonly string[]) => [...new Set(names)].map((name) => `"${name}"`).join('|')

const takers = ({ flags }: Known, kind: Value) =>
  anyOf(flags.flatMap(({ names, value, optional }) => (value === kind && !optional ? names : [])))

const choosers = ({ flags }: Known, ifOptional: boolean) =>
  flags.flatMap(({ names, value, optional }) =>
    typeof value === 'object' && optional === ifOptional ? [{ names: anyOf(names), words: value.join(' ') }] : [],
  )

/** Text inCommands single quotes of bash and zsh. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

const scripts: Record<string, (known: Known) => string> = {
  bash: (known) => `# bash completion of zephyr-report
_zephyr_report() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="" equals="" words="" files="" word
  COMPREPLY=()
  # bash makes three words of --flag=value.
  if [[ $current == = ]]; then current="" equals=1
  elif [[ $previous == = ]]; then previous="\${COMP_WORDS[COMP_CWORD-2]}" equals=1; fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${command:+$command }$word" in ${anyOf(paths(known))}) command="\${command:+$command }$word" ;; esac
  done
  case "$previous" in
${choosers(known, false)
  .map(({ names, words }) => `    ${names}) words="${words}" ;;\n`)
  .join('')}    ${takers(known, 'file')}) files=-f ;;
    ${takers(known, 'folder')}) files=-d ;;
    ${takers(known, 'text')}) return ;;
    *)
      if [[ -n $equals ]]; then
        case "$previous" in
${choosers(known, true)
  .map(({ names, words }) => `          ${names}) words="${words}" ;;\n`)
  .join('')}        esac
      else
        case "$command" in
${known.commands
  .map(({ path, children, argument }) => {
    const flags = known.flags.flatMap((flag) => (flag.paths.includes(path) ? flag.names : []))
    const words = [...children.map(({ name }) => name), ...(typeof argument === 'object' ? argument : []), ...flags]
    return `          "${path}") words="${words.join(' ')}"${argument === 'file' ? ' files=-f' : ''} ;;\n`
  })
  .join('')}        esac
      fi ;;
  esac
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "\${words// /$'\\n'}" -- "$current"))
  [[ -z $files || $current == -* ]] || COMPREPLY+=($(compgen $files -- "$current"))
}
complete -o filenames -F _zephyr_report zephyr-report`,

  zsh: (known) => `#compdef zephyr-report
# zsh completion of zephyr-report
_zephyr-report() {
  local current="\${words[CURRENT]}" previous="\${words[CURRENT-1]}" command="" word
  local -a children flags
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "\${command:+$command }$word" in (${anyOf(paths(known))}) command="\${command:+$command }$word" ;; esac
  done
  if [[ "$current" == --*=* ]]; then
    previous="\${current%%=*}"
    compset -P '*='
    case "$previous" in
${choosers(known, true)
  .map(({ names, words }) => `      (${names}) compadd -- ${words}; return ;;\n`)
  .join('')}    esac
  fi
  case "$previous" in
${choosers(known, false)
  .map(({ names, words }) => `    (${names}) compadd -- ${words}; return ;;\n`)
  .join('')}    (${takers(known, 'file')}) _files; return ;;
    (${takers(known, 'folder')}) _files -/; return ;;
    (${takers(known, 'text')}) return ;;
  esac
  case "$command" in
${known.commands
  .map(({ path, children, argument }) => {
    const described = children.map(({ name, text }) => quoted(`${name}:${text}`))
    if (typeof argument === 'object') described.push(...argument)
    const flags = known.flags.flatMap(({ names, text, paths }) =>
      paths.includes(path) ? names.map((name) => quoted(`${name}:${text}`)) : [],
    )
    const files = argument === 'file' ? '; [[ "$current" == -* ]] || _files' : ''
    return `    ("${path}") children=(${described.join(' ')}); flags=(${flags.join(' ')})${files} ;;\n`
  })
  .join('')}  esac
  (( $#children )) && _describe command children
  if [[ "$current" == -* || $#children -eq 0 ]]; then _describe option flags; fi
}
# As a file in fpath this is the function itself; where it is sourced, it is registered.
if [[ "\${funcstack[1]}" == _zephyr-report ]]; then _zephyr-report "$@"; else compdef _zephyr-report zephyr-report; fi`,

  fish: (known) => `# fish completion of zephyr-report
function __zephyr_report_in
  set -l command ''
  for word in (commandline -opc)[2..-1]
    set -l next (string trim -- "$command $word")
    contains -- $next ${paths(known).map(fishQuoted).join(' ')}; and set command $next
  end
  contains -- $command $argv
end
complete -c zephyr-report -f
${known.commands
  .flatMap(({ path, children, argument }) => {
    const here = `complete -c zephyr-report -n ${inCommands([path])}`
    return [
      ...children.map(({ name, text }) => `${here} -a ${name} -d ${fishQuoted(text)}`),
      ...(typeof argument === 'object' ? [`${here} -a ${fishQuoted(argument.join(' '))}`] : []),
      ...(argument === 'file' ? [`${here} -F`] : []),
    ]
  })
  .join('\n')}
${known.flags
  .map(({ names, text, value, optional, paths }) => {
    const spelled = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`))
    return `complete -c zephyr-report -n ${inCommands(paths)} ${spelled.join(' ')}${optional ? '' : fishValue(value)} -d ${fishQuoted(text)}`
  })
  .join('\n')}`,
}

const fishQuoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
const inCommands = (paths: readonly string[]) =>
  fishQuoted(`__zephyr_report_in ${paths.map((path) => `"${path}"`).join(' ')}`)

function fishValue(value: Value): string {
  if (typeof value === 'object') return ` -x -a ${fishQuoted(value.join(' '))}`
  if (value === 'file') return ' -r -F'
  if (value === 'folder') return " -x -a '(__fish_complete_directories)'"
  return value === 'text' ? ' -x' : ''
}
