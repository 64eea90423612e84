import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import type { MochaOptions, Printer, PrinterClass, Runner } from './mocha.js'

const prefix = 'reporter.'

/**
 * Mocha takes one reporter, so the one that prints is started from here: `spec`, or the one that the option `reporter`
 * names, by Mocha's own rules. Its options are those that begin with `reporter.`.
 */
export function startPrinter(runner: Runner, options: MochaOptions, given: Record<string, unknown>): Printer {
  const own = Object.entries(given).filter(([name]) => name.startsWith(prefix))
  const reporterOptions = Object.fromEntries(own.map(([name, value]) => [name.slice(prefix.length), value]))
  return new (printerClass(given.reporter))(runner, { ...options, reporterOptions, reporterOption: reporterOptions })
}

/** The options that are ours. */
export function withoutPrinters(given: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).filter(([name]) => name !== 'reporter' && !name.startsWith(prefix)))
}

function printerClass(name: unknown): PrinterClass {
  const { reporters } = mocha()
  if (name === undefined || name === '') return reporters.spec
  if (typeof name === 'function') return name as PrinterClass
  const known = Object.hasOwn(reporters, String(name)) ? reporters[String(name)] : undefined
  return known ?? fromModule(String(name))
}

function fromModule(name: string): PrinterClass {
  const here = createRequire(resolve('package.json'))
  try {
    return defaultOf(here(name))
  } catch (error) {
    try {
      return defaultOf(here(resolve(name)))
    } catch {
      throw new Error(`The reporter ${name}, which is to print, cannot be loaded.`, { cause: error })
    }
  }
}

/** The Mocha that runs us: its command, else the one beside us. */
function mocha(): { reporters: Record<string, PrinterClass> & { spec: PrinterClass } } {
  for (const from of [import.meta.url, process.argv[1] ?? '', resolve('package.json')]) {
    try {
      return createRequire(from)('mocha')
    } catch {
      // Not to be found from there.
    }
  }
  throw new Error('The package mocha, whose reporter is to print, cannot be found.')
}

const defaultOf = (loaded: PrinterClass | { default: PrinterClass }): PrinterClass =>
  'default' in loaded ? loaded.default : loaded
