import type { Settings } from '../config/options.js'
import type { Release, StoredJob } from '../zephyr/types.js'

/** Days since 1970, so that days can be compared and added whatever the time zone. */
export type Day = number

/** The first and the last day of a cycle or a release; `undefined` where the server does not show it. */
export interface Window {
  start?: Day
  end?: Day
}

export interface CycleDates {
  cycleStartDateStr: string
  cycleEndDateStr: string
}

export interface CycleRequest {
  settings: Pick<Settings, 'cycleStartDate' | 'cycleEndDate' | 'cycleDays'>
  today: Day
  /** The cycle of the job that is updated. */
  job?: Window
  release?: Window
}

/**
 * Configured days win; an existing job keeps its window while it holds today; else today and the days that follow, no
 * further than the release goes: Zephyr refuses a cycle beyond it.
 */
export function cycleDates({ settings, today, job, release }: CycleRequest): CycleDates {
  const { cycleDays } = settings
  const givenStart = settings.cycleStartDate === undefined ? undefined : parseDay(settings.cycleStartDate)
  const givenEnd = settings.cycleEndDate === undefined ? undefined : parseDay(settings.cycleEndDate)
  const own = job !== undefined && holds(job, today) ? job : undefined
  let start = givenStart ?? own?.start ?? today
  // A cycle whose end was set to a past day begins `cycleDays` before it.
  if (givenStart === undefined && givenEnd !== undefined && givenEnd < start) start = givenEnd - cycleDays
  const end =
    givenEnd ?? (givenStart === undefined ? own?.end : undefined) ?? within(start + cycleDays, start, today, release)
  return { cycleStartDateStr: spellDay(start), cycleEndDateStr: spellDay(end) }
}

/** Whether the dates depend on the release's, so that it is worth asking for them. */
export function dependsOnRelease({ settings, today, job }: CycleRequest): boolean {
  const hasOwn = settings.cycleStartDate === undefined && job !== undefined && holds(job, today)
  return settings.cycleEndDate === undefined && !hasOwn
}

/** What is said where the release is over, or has not begun: the cycle then stays as it is. */
export function releaseWarning(release: Window | undefined, today: Day): string | undefined {
  if (release === undefined || (release.start === undefined && release.end === undefined)) return undefined
  if (isWithin(release, today)) return undefined
  const from = release.start === undefined ? '' : ` from ${spellDay(release.start)}`
  const to = release.end === undefined ? '' : ` to ${spellDay(release.end)}`
  return `The release runs${from}${to}, and today is ${spellDay(today)}: Zephyr may refuse the cycle. Change the release's dates, or set ZEPHYR_CYCLE_START_DATE and ZEPHYR_CYCLE_END_DATE.`
}

/** A new cycle's days beside its release's, for people to compare. */
export interface CycleFit {
  /** `11/25/2026 to 12/25/2026` */
  cycle: string
  /** The release's days in the same spelling; `undefined` where the server shows none. */
  release?: string
  /** `false` where a day of the cycle lies outside the release: Zephyr may refuse the cycle. */
  isWithin: boolean
}

/** The days that a new cycle would get, and whether they lie within the release's own. */
export function cycleFit(settings: CycleRequest['settings'], shown: Release, now = new Date()): CycleFit {
  const release = windowOfRelease(shown)
  const { cycleStartDateStr, cycleEndDateStr } = cycleDates({ settings, today: toDay(now), release })
  const cycle = `${cycleStartDateStr} to ${cycleEndDateStr}`
  if (release.start === undefined && release.end === undefined) return { cycle, isWithin: true }
  const { start, end } = release
  return {
    cycle,
    release: `${start === undefined ? '…' : spellDay(start)} to ${end === undefined ? '…' : spellDay(end)}`,
    isWithin: isWithin(release, parseDay(cycleStartDateStr)) && isWithin(release, parseDay(cycleEndDateStr)),
  }
}

export const windowOfJob = ({ cycleStartDate, cycleEndDate }: StoredJob): Window => ({
  start: dayOf(cycleStartDate),
  end: dayOf(cycleEndDate),
})

/** Releases were seen in two spellings: days as text, and `release…` as epoch milliseconds. */
export const windowOfRelease = (release: Release): Window => ({
  start: dayOf(release.releaseStartDate) ?? dayOf(release.startDate),
  end: dayOf(release.releaseEndDate) ?? dayOf(release.endDate),
})

export const toDay = (date: Date): Day => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / dayLengthMs

const dayLengthMs = 86_400_000

const isWithin = ({ start = Number.NEGATIVE_INFINITY, end = Number.POSITIVE_INFINITY }: Window, day: Day) =>
  start <= day && day <= end

const holds = (window: Window, day: Day) =>
  window.start !== undefined && window.end !== undefined && isWithin(window, day)

/** `end`, or the release's last day where that comes first; a release that does not hold today bounds nothing. */
function within(end: Day, start: Day, today: Day, release: Window | undefined): Day {
  if (release?.end === undefined || !isWithin(release, today) || release.end < start) return end
  return Math.min(end, release.end)
}

/** Rounds epoch milliseconds to the nearest UTC midnight: the server sends midnight of a zone that it does not name (docs/zephyr.md). */
function dayOf(date: string | number | undefined): Day | undefined {
  if (date === undefined) return undefined
  if (typeof date === 'number') return Math.round(date / dayLengthMs)
  const text = date.trim()
  if (/^\d{10,}$/.test(text)) return Math.round(Number(text) / dayLengthMs)
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})/.exec(text)
  if (american) return Date.UTC(Number(american[3]), Number(american[1]) - 1, Number(american[2])) / dayLengthMs
  const iso = /^(\d{4})-(\d{2})-(\d{2})/.exec(text)
  return iso ? Date.UTC(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3])) / dayLengthMs : undefined
}

const parseDay = (text: string): Day => {
  const [month = 1, day = 1, year = 1970] = text.split('/').map(Number)
  return Date.UTC(year, month - 1, day) / dayLengthMs
}

const spellDay = (day: Day) => {
  const date = new Date(day * dayLengthMs)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(date.getUTCMonth() + 1)}/${two(date.getUTCDate())}/${date.getUTCFullYear()}`
}
