import { readTemplate, recordsOf, templateRecordsOf } from '@zephyr-reporters/parser-template'
import type { Habits } from '../habits/habits.js'
import type { ReadRecord } from '../store/recording.js'
import type { Store } from '../store/store.js'
import { ruleSets } from './rule-sets.js'

/** What Zephyr would record from a file by this parser template. Throws where it refuses the whole file. */
export function readRecords(file: string | Uint8Array, json: string): AsyncIterable<ReadRecord> {
  // The stock template has a reader of its own: measured on the vendor's parser, and streaming.
  return json === ruleSets.stock ? recordsOf(file) : templateRecordsOf(file, readTemplate(json))
}

/** The template of a framework, in any case; one that nobody stored is read as JUnit. Habits decide for JUnit. */
export function templateInForce(store: Store, rules: Habits['parser']['rules'], framework: string): string {
  const isJunit = framework.toLowerCase() === 'junit' || store.template(framework) === undefined
  if (isJunit && rules !== 'as-stored') return ruleSets[rules]
  return (store.template(framework) ?? store.template('junit'))?.json ?? ruleSets.stock
}

/** Why a parser template cannot be used; `undefined`: it can. */
export function templateProblem(json: string): string | undefined {
  try {
    readTemplate(json)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
