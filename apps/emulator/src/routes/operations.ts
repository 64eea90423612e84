/** What a fault can be bound to: the end of the operation's path, as the vendor spells it. */
export const operations = [
  'create-job-detail',
  'execute-job',
  'create-and-execute-job',
  'update-execute-job',
  'get-latest-job-progress',
  'cancel',
  'job/detail',
  'file-upload-job/list',
  'job/delete',
  'user/current',
  'project/user',
  'project',
  'release',
  'testcasetree',
  'cycle',
  'execution',
  'parsertemplate',
  'admin/preference',
  'genericattachment',
  'attachment/list',
] as const
export type Operation = (typeof operations)[number]

/** Several operations by one word. */
export const groups = {
  all: operations,
  /** The two that a delivery sends its file with, and create-job-detail. */
  uploads: ['create-job-detail', 'create-and-execute-job', 'update-execute-job'],
  /** The operations that change something on the server. */
  changes: [
    'create-job-detail',
    'execute-job',
    'create-and-execute-job',
    'update-execute-job',
    'cancel',
    'job/delete',
    'genericattachment',
    'attachment/list',
  ],
  /** The nine operations of the vendor's reference. */
  documented: operations.slice(0, 9),
  /** The reads beyond them, which no reference promises to clients. */
  reads: operations.slice(9, 18),
  attachments: ['genericattachment', 'attachment/list'],
} as const satisfies Record<string, readonly Operation[]>
export type OperationGroup = keyof typeof groups

// The longer path first where one is the beginning of another.
const paths: readonly [RegExp, Operation][] = [
  [/\/automation\/create-job-detail$/, 'create-job-detail'],
  [/\/automation\/create-and-execute-job$/, 'create-and-execute-job'],
  [/\/automation\/update-execute-job$/, 'update-execute-job'],
  [/\/automation\/execute-job$/, 'execute-job'],
  [/\/schedule\/get-latest-job-progress$/, 'get-latest-job-progress'],
  [/\/automation\/cancel\/[^/]*$/, 'cancel'],
  [/\/automation\/job\/detail$/, 'job/detail'],
  [/\/file-upload-job\/list$/, 'file-upload-job/list'],
  [/\/automation\/job\/delete$/, 'job/delete'],
  [/\/user\/current$/, 'user/current'],
  [/\/project\/user\/[^/]*$/, 'project/user'],
  [/\/release\/(paged\/project\/)?[^/]*$/, 'release'],
  [/\/project\/[^/]*$/, 'project'],
  [/\/testcasetree(\/hierarchy\/[^/]*)?$/, 'testcasetree'],
  [/\/cycle\/(release\/)?[^/]*$/, 'cycle'],
  [/\/execution$/, 'execution'],
  [/\/parsertemplate\/?$/, 'parsertemplate'],
  [/\/admin\/preference(\/all\/system)?$/, 'admin/preference'],
  [/\/document\/genericattachment$/, 'genericattachment'],
  [/\/attachment\/list$/, 'attachment/list'],
]

/** @returns the operation at a path, or `undefined` for none that is known. */
export const operationOf = (path: string): Operation | undefined => paths.find(([pattern]) => pattern.test(path))?.[1]
