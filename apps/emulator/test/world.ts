import { type Emulator, type EmulatorOptions, startEmulator } from '@zephyr-reporters/emulator'
import { onTestFinished } from 'vitest'

export const detail = {
  jobName: 'Nightly',
  projectId: 1,
  releaseId: 11,
  automationFramework: 'junit',
  cycleName: 'Regression',
  jobDetailTcrCatalogTreeId: 32,
  testRepositoryPath: 'Release 1.0 > Automation',
  cycleStartDateStr: '02/03/2026',
  cycleEndDateStr: '02/21/2026',
  isReuse: true,
  createPackage: true,
}

export const suite = (...cases: string[]) => `<testsuites><testsuite>${cases.join('')}</testsuite></testsuites>`
export const passing = (name: string, classname = 'a') => `<testcase classname="${classname}" name="${name}"/>`

/** An emulator that is closed when the test ends. */
export async function emulatorFor(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await startEmulator({ newMs: 1, queuedMs: 1, ...options })
  onTestFinished(() => emulator.close())
  return emulator
}

export interface Answer {
  status: number
  text: string
  headers: Headers
  body: ReturnType<typeof JSON.parse>
}

/** A request to an operation below the REST address. */
export async function call(to: Emulator, path: string, init: RequestInit = {}): Promise<Answer> {
  const type = typeof init.body === 'string' ? { 'content-type': 'application/json' } : undefined
  const answer = await fetch(`${to.url}/flex/services/rest/${path}`, {
    method: init.body ? 'POST' : 'GET',
    redirect: 'manual',
    ...init,
    headers: { authorization: `Bearer ${to.token}`, ...type, ...init.headers },
  })
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.includes('json') === true && text !== ''
  return { status: answer.status, text, headers: answer.headers, body: isJson ? parsed(text) : undefined }
}

/** A JSON answer; a test reads of it what it expects. */
export const jsonOf = async (answer: Response | Promise<Response>) => JSON.parse(await (await answer).text())

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export interface Parts {
  detail?: unknown
  xml?: string
  name?: string
  type?: string
}

/** A form with these parts only. */
export function formOf({ detail, xml, name = 'r.xml', type = 'application/xml' }: Parts): FormData {
  const body = new FormData()
  if (xml !== undefined) body.append('fileName', new Blob([xml], { type }), name)
  if (detail !== undefined) body.append('automationJobDetail', JSON.stringify(detail))
  return body
}

export const form = (more: object = {}, xml = suite(passing('b')), name?: string, type?: string) =>
  formOf({ detail: { ...detail, ...more }, xml, name, type })

export const upload = (to: Emulator, operation: string, more: object = {}, xml?: string, name?: string) =>
  call(to, `v4/upload-file/automation/${operation}`, { body: form(more, xml, name) })
export const create = (to: Emulator, more: object = {}, xml?: string, name?: string) =>
  upload(to, 'create-and-execute-job', more, xml, name)
export const list = (to: Emulator) =>
  call(to, 'v4/upload-file/automation/file-upload-job/list?projectId=1&releaseId=11')
export const progressOf = (to: Emulator, job: number) =>
  call(to, `v4/upload-file/automation/schedule/get-latest-job-progress?jobid=${job}`)

export async function until(condition: () => boolean, what = 'it'): Promise<void> {
  const end = Date.now() + 20_000
  while (!condition()) {
    if (Date.now() > end) throw new Error(`Waited 20 seconds for ${what}.`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

export const ended = (to: Emulator) =>
  until(() => to.runs().every(({ status }) => status !== 'new' && status !== 'queued'), 'the runs to end')
