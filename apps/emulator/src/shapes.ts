import type { Habits } from './habits/habits.js'
import { shownFileName, shownJobName, shownStatus, shownTexts } from './habits/shown.js'
import type { Cycle, Execution } from './store/cycles.js'
import type { JobRow, RunRow } from './store/rows.js'
import type { Release } from './world.js'

// How Zephyr spells its answers, typos included (vendor's reference).

/** create-job-detail and update-execute-job answer what was sent, `>` escaped. */
export const savedJob = ({ id, detail }: JobRow) => ({
  id,
  ...detail,
  testRepositoryPath: detail.testRepositoryPath.replaceAll('>', '&gt;'),
})

export const scheduledRun = ({ id, status, scheduled }: RunRow, shown: Habits['shown']) => ({
  id,
  status: shownStatus(status, shown),
  jobScheduleDate: scheduled,
  cycleDuration: 0,
})

export const progress = (run: RunRow, shown: Habits['shown']) => ({
  id: run.id,
  automationJobDetailId: run.job,
  status: shownStatus(run.status, shown),
  jobScheduleDate: wholeSeconds(run.scheduled),
  ...(run.cycle === null ? {} : { cycleId: run.cycle }),
  cycleDuration: 0,
})

/** job/detail: all properties, dates as epoch milliseconds, the user as a number. */
export function storedJob(
  { id, detail, created, attachment, attachmentName }: JobRow,
  zone: number,
  shown: Habits['shown'],
) {
  const { cycleStartDateStr, cycleEndDateStr, assignResultsTo, ...rest } = detail
  const cycleStartDate = midnight(cycleStartDateStr, zone)
  const cycleEndDate = midnight(cycleEndDateStr, zone)
  const fileUplaodJobPath = shownFileName(attachmentName, attachment, shown.fileName)
  const texts = shownTexts(rest, shown.detailTexts)
  const jobName = shownJobName(texts.jobName, shown.jobName)
  return {
    id,
    ...{ ...texts, jobName },
    invokeScript: false,
    jobCrationDate: wholeSeconds(created),
    createdBy: 'test test',
    cycleDuration: (cycleEndDate - cycleStartDate) / dayMs,
    isTimeStamp: detail.timeStamp ?? false,
    timeStamp: detail.timeStamp ?? false,
    createPackage: detail.createPackage ?? false,
    isReuse: detail.isReuse ?? false,
    ...(assignResultsTo === undefined ? {} : { assignResultsTo: Number(assignResultsTo) }),
    cycleStartDate,
    cycleEndDate,
    isDateStr: false,
    jobSource: 2,
    ...(fileUplaodJobPath === undefined ? {} : { fileUplaodJobPath }),
    userId: 7,
  }
}

/** file-upload-job/list: fewer properties, and the uploaded file's own name. */
export function listedJob(
  { id, detail, created, attachment, attachmentName }: JobRow,
  latest: RunRow | undefined,
  zone: number,
  shown: Habits['shown'],
) {
  const shownAs = shownFileName(attachmentName, attachment, shown.fileName)
  const { phaseName, testRepositoryPath } = detail
  return {
    id,
    projectId: detail.projectId,
    releaseId: detail.releaseId,
    automationFramework: detail.automationFramework,
    status: shownStatus(latest?.status ?? 'new', shown),
    jobScheduleDate: dayOf(latest?.scheduled ?? created, zone),
    createdBy: 'Test Manager',
    cycleStartDate: midnight(detail.cycleStartDateStr, zone),
    cycleEndDate: midnight(detail.cycleEndDateStr, zone),
    jobName: shownJobName(shownTexts(detail.jobName, shown.listTexts), shown.jobName),
    jobSource: 2,
    jobDetailTcrCatalogTreeId: detail.jobDetailTcrCatalogTreeId,
    ...shownTexts({ phaseName, testRepositoryPath }, shown.listTexts),
    attachmentId: attachment,
    ...(shownAs === undefined ? {} : { attachmentName: shownAs }),
  }
}

// The reads beyond the nine, as the vendor's Jenkins plugin reads them.

/** A list as an array, or within an object. */
export const listShape = (items: readonly object[], shape: 'array' | 'object') =>
  shape === 'array' ? items : { results: items, resultSize: items.length, firstResult: 0 }

export const releaseShape = (
  { id, name, projectId, startDate, endDate }: Release & { projectId: number },
  zone: number,
) => ({
  id,
  name,
  projectId,
  status: 0,
  ...(startDate === undefined ? {} : { startDate: midnight(american(startDate), zone) }),
  ...(endDate === undefined ? {} : { endDate: midnight(american(endDate), zone) }),
})

export function cycleShape({ id, name, release, starts, ends, environment, phases }: Cycle, zone: number) {
  const dates = { startDate: midnight(starts, zone), endDate: midnight(ends, zone) }
  const cyclePhases = phases.map((phase) => ({
    id: phase.id,
    name: phase.name,
    cycleId: id,
    tcrCatalogTreeId: phase.tree,
    ...dates,
  }))
  return { id, name, releaseId: release, status: 0, ...(environment ? { environment } : {}), ...dates, cyclePhases }
}

/** `status`: `1` passed, `2` failed, `10` not executed. */
export const executionShape = ({ id, phase, testcase, folder, name, statusId, at, requirements, tags }: Execution) => ({
  id,
  cyclePhaseId: phase,
  status: statusId,
  testerId: 7,
  actualTime: at,
  tcrTreeTestcase: {
    // The test case's place in the tree has a number of its own.
    id: testcase + 1_000_000,
    tcrCatalogTreeId: folder,
    testcase: { id: testcase, name, automated: true, tag: tags.join(' '), requirementNames: requirements },
  },
})

/** `yyyy-mm-dd` as the reference spells dates. */
const american = (day: string) => day.replace(/^(\d{4})-(\d\d)-(\d\d)$/, '$2/$3/$1')

// In the reference's examples a run's own answer has milliseconds, progress and detail whole seconds, the list only the day.
const wholeSeconds = (time: number) => Math.floor(time / 1000) * 1000
const dayMs = 24 * 60 * 60 * 1000

/** The midnight before `time` in a zone `zone` minutes east of UTC. */
function dayOf(time: number, zone: number): number {
  const offset = zone * 60_000
  return Math.floor((time + offset) / dayMs) * dayMs - offset
}

/** `mm/dd/yyyy` as epoch milliseconds at midnight of a zone `zone` minutes east of UTC. */
export function midnight(day: string, zone: number): number {
  const [month = 1, date = 1, year = 1970] = day.split('/').map(Number)
  return Date.UTC(year, month - 1, date) - zone * 60_000
}
