// Zephyr's own spelling, typos included (vendor's reference "API Operations for Automation Jobs"); nowhere else is this
// spelling used.

/** A job's properties as they are sent; dates are `mm/dd/yyyy`. */
export interface JobDetail {
  jobName: string
  projectId: number
  releaseId: number
  /** Name of the parser template: `junit`. */
  automationFramework: string
  cycleName: string
  phaseName?: string
  /** Id of the repository folder. */
  jobDetailTcrCatalogTreeId: number
  /** Levels separated by ` > `. */
  testRepositoryPath: string
  cycleStartDateStr: string
  cycleEndDateStr: string
  /** Reuse the cycle of that name. */
  isReuse?: boolean
  /** A user's id, or `-10` for anyone, as text. */
  assignResultsTo?: string
  environment?: string
  /** Add a time stamp to the cycle's name (seen in public clients). */
  timeStamp?: boolean
  /** Build a folder tree from package names (seen in public clients). */
  createPackage?: boolean
}

/** {@link JobDetail} of a job that exists; what is left out keeps its value. */
export interface JobUpdate extends Partial<JobDetail> {
  /** The job's id. */
  id: number
}

/** A job as create and update answer it; `testRepositoryPath` may hold `&gt;` for `>`. */
export interface Job extends Partial<JobDetail> {
  id: number
}

/** A scheduled run; its id is the RUN's, not the job's. */
export interface Run {
  id: number
  /** `new`, `queued`, `complete`; others exist and are not documented. */
  status: string
  /** Epoch milliseconds. */
  jobScheduleDate?: number
  cycleDuration?: number
}

/** The latest run of a job. */
export interface JobProgress extends Run {
  /** Address of the run's own page; only the emulator has one. */
  page?: string
  automationJobDetailId?: number
  cycleId?: number
}

/** A job as `job/detail` answers it: dates are epoch milliseconds, at midnight of the server's time zone. */
export interface StoredJob {
  id: number
  projectId?: number
  releaseId?: number
  jobName?: string
  automationFramework?: string
  cycleName?: string
  phaseName?: string
  testRepositoryPath?: string
  jobDetailTcrCatalogTreeId?: number
  cycleStartDate?: number
  cycleEndDate?: number
  isReuse?: boolean
  /** A number here, text where it is sent. */
  assignResultsTo?: number | string
  environment?: string
  timeStamp?: boolean
  isTimeStamp?: boolean
  createPackage?: boolean
  /** The vendor's spelling. Epoch milliseconds. */
  jobCrationDate?: number
  /** The vendor's spelling: the uploaded file's name. */
  fileUplaodJobPath?: string
}

/** A job as the list shows it: fewer properties, and the uploaded file's own name. */
export interface ListedJob {
  id: number
  projectId?: number
  releaseId?: number
  /** Not unique. */
  jobName?: string
  automationFramework?: string
  status?: string
  jobScheduleDate?: number
  createdBy?: string
  cycleStartDate?: number
  cycleEndDate?: number
  jobDetailTcrCatalogTreeId?: number
  phaseName?: string
  testRepositoryPath?: string
  attachmentId?: number
  attachmentName?: string
}

/** A release as the paged list shows it; its dates are not documented, and both spellings were seen in public clients. */
export interface Release {
  id: number
  name: string
  /** `mm/dd/yyyy`. */
  startDate?: string | number
  endDate?: string | number
  /** Epoch milliseconds. */
  releaseStartDate?: string | number
  releaseEndDate?: string | number
}
