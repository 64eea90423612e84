import { loadSettings, type StoredJob } from '@zephyr-reporters/core'
import { expect, test } from 'vitest'
import { cycleDates, releaseWarning, toDay, windowOfRelease } from '../../src/delivery/cycle-dates.ts'
import { completeDetail, newDetail, updatedDetail } from '../../src/delivery/plan.ts'
import { temporaryFolder } from '../folder.ts'
import { environment } from './world.ts'

const loaded = (more: Record<string, string> = {}) =>
  loadSettings({ runner: 'jest', cwd: temporaryFolder(), env: environment('http://zephyr.example', more) })
const today = new Date(2026, 4, 10)

test('a new job has every property of the request that is known to work, in its order', () => {
  const detail = completeDetail(loaded(), { today })
  expect(JSON.stringify(detail)).toBe(
    JSON.stringify({
      releaseId: 11,
      jobName: 'Nightly',
      automationFramework: 'junit',
      cycleName: 'Regression',
      jobDetailTcrCatalogTreeId: 32,
      projectId: 1,
      testRepositoryPath: 'Release 1.0 > Automation',
      cycleStartDateStr: '05/10/2026',
      cycleEndDateStr: '06/09/2026',
      isReuse: true,
      timeStamp: false,
      createPackage: true,
      assignResultsTo: '-10',
      phaseName: 'Automation',
    }),
  )
})

test('what is set is sent in place of a default', () => {
  const more = {
    ZEPHYR_ASSIGN_RESULTS_TO: '7',
    ZEPHYR_PHASE_NAME: 'Smoke',
    ZEPHYR_TIMESTAMP_CYCLE: 'yes',
    ZEPHYR_REUSE_CYCLE: 'no',
    ZEPHYR_ENVIRONMENT: 'staging',
  }
  expect(newDetail(loaded(more), { today })).toMatchObject({
    assignResultsTo: '7',
    phaseName: 'Smoke',
    timeStamp: true,
    isReuse: false,
    environment: 'staging',
  })
})

const stored: StoredJob = {
  id: 42,
  jobName: 'R&amp;D',
  projectId: 1,
  releaseId: 11,
  cycleName: 'A &lt; B',
  phaseName: 'Automation',
  testRepositoryPath: 'Release 1.0 &gt; Automation',
  jobDetailTcrCatalogTreeId: 32,
  environment: 'Pr&uuml;fung &#8211; 1',
  assignResultsTo: -10,
  cycleStartDate: Date.UTC(2026, 4, 1),
  cycleEndDate: Date.UTC(2026, 4, 31),
}
const byId = {
  ZEPHYR_JOB_ID: '42',
  ZEPHYR_JOB_NAME: '',
  ZEPHYR_CYCLE_NAME: '',
  ZEPHYR_REPOSITORY_PATH: '',
  ZEPHYR_REPOSITORY_TREE_ID: '',
}

test('jobId alone: ten updates leave what the server escapes as it was', () => {
  const escaped = (text: string | undefined) =>
    text?.replace(/[&<>]/g, (character) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt' }[character]};`)
  let job = stored
  for (let update = 0; update < 10; update++) {
    const sent = updatedDetail(loaded(byId), job, { today })
    expect(sent).toMatchObject({
      id: 42,
      jobName: 'R&D',
      cycleName: 'A < B',
      testRepositoryPath: 'Release 1.0 > Automation',
      environment: 'Prüfung – 1',
      assignResultsTo: '-10',
      phaseName: 'Automation',
      cycleStartDateStr: '05/01/2026',
      cycleEndDateStr: '05/31/2026',
    })
    job = {
      ...job,
      jobName: escaped(sent.jobName),
      cycleName: escaped(sent.cycleName),
      testRepositoryPath: escaped(sent.testRepositoryPath),
      environment: escaped(sent.environment),
    }
  }
})

test.each([
  ['none', undefined, 'Web'],
  ['an empty one', '', 'Web'],
  ['the last level of its old path', 'Automation', 'Web'],
  ['one of its own', 'Smoke', 'Smoke'],
])('an updated job that had %s as phase gets %s', (_, phaseName, expected) => {
  const moved = loaded({ ...byId, ZEPHYR_REPOSITORY_PATH: 'Release 2.0 > Web', ZEPHYR_REPOSITORY_TREE_ID: '33' })
  expect(updatedDetail(moved, { ...stored, phaseName }, { today }).phaseName).toBe(expected)
})

const day = (month: number, date: number) => toDay(new Date(2026, month - 1, date))
const dates = (request: Partial<Parameters<typeof cycleDates>[0]>) => {
  const whole = { settings: { cycleDays: 30 }, today: day(5, 10), ...request }
  const { cycleStartDateStr, cycleEndDateStr } = cycleDates(whole)
  return `${cycleStartDateStr} ${cycleEndDateStr}`
}

test.each([
  ['today and the days that follow', {}, '05/10/2026 06/09/2026'],
  ['within the release', { release: { start: day(5, 1), end: day(5, 20) } }, '05/10/2026 05/20/2026'],
  ['a release that ends later', { release: { start: day(5, 1), end: day(12, 1) } }, '05/10/2026 06/09/2026'],
  ['a release that shows no end', { release: { start: day(5, 1) } }, '05/10/2026 06/09/2026'],
  ['a release that is over', { release: { start: day(4, 1), end: day(5, 9) } }, '05/10/2026 06/09/2026'],
  ['a release that has not begun', { release: { start: day(5, 11), end: day(6, 1) } }, '05/10/2026 06/09/2026'],
  ['a release that ends today', { release: { end: day(5, 10) } }, '05/10/2026 05/10/2026'],
  ['the job’s own, which holds today', { job: { start: day(5, 1), end: day(5, 10) } }, '05/01/2026 05/10/2026'],
  ['the job’s own, which is over', { job: { start: day(4, 1), end: day(5, 9) } }, '05/10/2026 06/09/2026'],
  ['an end that is set', { settings: { cycleDays: 30, cycleEndDate: '05/12/2026' } }, '05/10/2026 05/12/2026'],
  ['an end before today', { settings: { cycleDays: 3, cycleEndDate: '05/05/2026' } }, '05/02/2026 05/05/2026'],
])('the cycle’s dates: %s', (_, request, expected) => expect(dates(request)).toBe(expected))

test('a release that does not hold today is warned of', () => {
  expect(releaseWarning({ start: day(4, 1), end: day(5, 9) }, day(5, 10))).toContain('04/01/2026 to 05/09/2026')
  expect(releaseWarning({ start: day(4, 1), end: day(5, 10) }, day(5, 10))).toBeUndefined()
  expect(releaseWarning({}, day(5, 10))).toBeUndefined()
  expect(releaseWarning(undefined, day(5, 10))).toBeUndefined()
})

test.each([
  [{ startDate: '05/01/2026', endDate: '5/31/2026' }],
  [{ startDate: '2026-05-01', endDate: '2026-05-31T00:00:00Z' }],
  [{ releaseStartDate: Date.UTC(2026, 4, 1) - 7_200_000, releaseEndDate: String(Date.UTC(2026, 4, 31) + 3_600_000) }],
])('a release’s dates are read as %j', (release) => {
  expect(windowOfRelease({ id: 11, name: 'R', ...release })).toEqual({ start: day(5, 1), end: day(5, 31) })
})

test('a date of no known shape is none', () => {
  expect(windowOfRelease({ id: 11, name: 'R', startDate: 'soon', endDate: '' })).toEqual({})
})
