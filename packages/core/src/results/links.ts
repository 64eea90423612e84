import type { TestResult } from './model.js'
import { cleanName } from './text.js'

/** A test's requirements and tags as Zephyr can read them, and what is wrong with the others. */
export interface Links {
  titles: readonly string[]
  requirements: string[]
  tags: string[]
  /** Requirements that Zephyr could not link. */
  wrong: string[]
}

/** Checks what the runner reports; with `titleLinks` also takes `[ID_12]`, `[AltID_R1]` and `@tag` out of the titles. */
export function linksOf(
  { titles, requirements = [], tags = [] }: Pick<TestResult, 'titles' | 'requirements' | 'tags'>,
  titleLinks = false,
): Links {
  const given = requirements.map((text) => cleanName(text).trim())
  const found = titleLinks ? titles.map(takeLinks) : []
  const all = [...given, ...found.flatMap((title) => title.requirements)]
  return {
    titles: titleLinks ? found.map(({ title }) => title) : titles,
    requirements: unique(all.filter(isRequirement)),
    // Zephyr splits tags at blanks (docs/zephyr.md).
    tags: unique(
      [...tags, ...found.flatMap((title) => title.tags)]
        .map((tag) => cleanName(tag).trim().replace(/^@/, '').trim().replace(/\s+/g, '_'))
        .filter(Boolean),
    ),
    wrong: all.filter((text) => !isRequirement(text)),
  }
}

/**
 * Whether Zephyr can link a requirement: `ID_` and a number up to 2^63 - 1, or `AltID_` and text in which no second `_`
 * stands, for Zephyr loses what follows it. Any other `ID_…` makes the server lose the whole upload (docs/zephyr.md).
 */
export function isRequirement(text: string): boolean {
  if (/^AltID_[^_\s]+$/.test(text)) return true
  // Nineteen digits at most before the comparison: a million of them would take their time to become a number.
  return /^ID_[1-9]\d{0,18}$/.test(text) && BigInt(text.slice('ID_'.length)) <= largestId
}

/** The largest number of Java's `long`, which the server reads ids as. */
const largestId = 2n ** 63n - 1n

const unique = (texts: string[]) => [...new Set(texts)]

function takeLinks(title: string) {
  const requirements: string[] = []
  const tags: string[] = []
  const rest = title
    // No `[` within: over `[ID_` again and again, a search that goes on to the end each time takes quadratic time.
    .replace(/\[((?:ID|AltID)_[^\][]*)\]/g, (_, requirement: string) => {
      requirements.push(cleanName(requirement).trim())
      return ''
    })
    // Not within a word: an e-mail address is no tag.
    .replace(/(^|\s)@([\p{L}\p{N}][\p{L}\p{N}_:./-]*)/gu, (_, _before: string, tag: string) => {
      tags.push(tag)
      return ''
    })
  const isChanged = requirements.length + tags.length > 0
  return { title: isChanged ? rest.replace(/\s+/g, ' ').trim() : title, requirements, tags }
}
