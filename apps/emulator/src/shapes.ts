import type { JobRow, RunRow } from './store.js'

// How Zephyr spells its answers, typos included (vendor's reference).

/** create-job-detail and update-execute-job answer what was sent, `>` escaped. */
export const savedJob = ({ id, detail }: JobRow) => ({
  id,
  ...detail,
  testRepositoryPath: String(detail.testRepositoryPath).replaceAll('>', '&gt;'),
})

export const scheduledRun = ({ id, status, scheduled }: RunRow) => ({
  id,
  status,
  jobScheduleDate: scheduled,
  cycleDuration: 0,
})

export const progress = (run: RunRow) => ({
  id: run.id,
  automationJobDetailId: run.job,
  status: run.status,
  jobScheduleDate: run.scheduled,
  ...(run.cycle === null ? {} : { cycleId: run.cycle }),
  cycleDuration: 0,
})

/** job/detail: all properties, dates as epoch milliseconds, the user as a number. */
export function storedJob({ id, detail, created, attachmentName }: JobRow, zone: number) {
  const { cycleStartDateStr, cycleEndDateStr, assignResultsTo, ...rest } = detail
  return {
    id,
    ...rest,
    invokeScript: false,
    jobCrationDate: created,
    createdBy: 'test test',
    cycleDuration: 0,
    isTimeStamp: detail.timeStamp === true,
    timeStamp: detail.timeStamp === true,
    createPackage: detail.createPackage === true,
    isReuse: detail.isReuse === true,
    ...(assignResultsTo === undefined ? {} : { assignResultsTo: Number(assignResultsTo) }),
    cycleStartDate: midnight(cycleStartDateStr, zone),
    cycleEndDate: midnight(cycleEndDateStr, zone),
    isDateStr: false,
    jobSource: 2,
    fileUplaodJobPath: attachmentName,
    userId: 7,
  }
}

/** file-upload-job/list: fewer properties, and the uploaded file's own name. */
export function listedJob(
  { id, detail, created, attachment, attachmentName }: JobRow,
  runs: readonly RunRow[],
  zone: number,
) {
  return {
    id,
    projectId: detail.projectId,
    releaseId: detail.releaseId,
    automationFramework: detail.automationFramework,
    status: runs.at(-1)?.status ?? 'new',
    jobScheduleDate: runs.at(-1)?.scheduled ?? created,
    createdBy: 'Test Manager',
    cycleStartDate: midnight(detail.cycleStartDateStr, zone),
    cycleEndDate: midnight(detail.cycleEndDateStr, zone),
    jobName: detail.jobName,
    jobSource: 2,
    jobDetailTcrCatalogTreeId: detail.jobDetailTcrCatalogTreeId,
    phaseName: detail.phaseName,
    testRepositoryPath: detail.testRepositoryPath,
    attachmentId: attachment,
    attachmentName,
  }
}

/** `mm/dd/yyyy` as epoch milliseconds at midnight, so many minutes east of UTC. */
function midnight(day: unknown, zone: number): number {
  const [month = 1, date = 1, year = 1970] = String(day).split('/').map(Number)
  return Date.UTC(year, month - 1, date) - zone * 60_000
}
