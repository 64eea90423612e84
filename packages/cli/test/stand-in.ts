import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'

// A Zephyr written from the vendor's reference alone, with nothing of ours: neither the emulator's code nor the
// client's. What only some servers do (reads, pages, shapes) is chosen by `manner`.

export interface Manner {
  /** How reads beyond the nine operations are answered; `refused` is a 403. */
  reads: 'refused' | 'array' | 'object'
  /** The most executions in one answer. */
  pageSize?: number
  /** Ids as text, as older servers spell them. */
  textIds?: boolean
  /** Milliseconds before each answer. */
  delay?: number
  /** Connections of this many uploads break once the whole body was read and stored. */
  breakUploads?: number
}

interface StoredJob {
  id: number
  detail: Record<string, unknown>
  file: string
  content: string
  runs: number[]
}

interface Answer {
  status: number
  body?: unknown
}

export interface StandIn {
  url: string
  jobs: StoredJob[]
  /** `POST create-and-execute-job 200`, in order. */
  asked: string[]
  manner: Manner
  close(): Promise<void>
}

export async function startStandIn(manner: Manner): Promise<StandIn> {
  const jobs: StoredJob[] = []
  const polls = new Map<number, number>()
  let next = 7000
  const server = createServer((request, response) => void handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const standIn: StandIn = {
    url: `http://127.0.0.1:${port}`,
    jobs,
    asked: [],
    manner,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  return standIn

  async function handle(request: IncomingMessage, response: ServerResponse) {
    const { manner } = standIn
    const url = new URL(request.url ?? '/', standIn.url)
    const name = url.pathname.replace(/^\/flex\/(services\/rest\/)?/, '')
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece)
    await after(manner.delay ?? 0)
    const isUpload = /job-detail$|and-execute-job$|update-execute-job$/.test(name)
    const answer = await answerTo(name, url.searchParams, request.headers, Buffer.concat(pieces))
    standIn.asked.push(`${request.method} ${name.split('/').at(-1)} ${answer.status}`)
    if (isUpload && (manner.breakUploads ?? 0) > 0) {
      manner.breakUploads = (manner.breakUploads ?? 0) - 1
      request.socket.destroy()
      return
    }
    response.writeHead(answer.status, { 'content-type': 'application/json;charset=UTF-8' })
    response.end(answer.body === undefined ? '' : JSON.stringify(answer.body))
  }

  async function answerTo(
    name: string,
    query: URLSearchParams,
    headers: IncomingMessage['headers'],
    body: Buffer,
  ): Promise<Answer> {
    if (headers.authorization !== 'Bearer stand-in-token') return { status: 401, body: { message: 'No.' } }
    const operation = name.match(/automation\/(.+)$/)?.[1] ?? ''
    const documented = nine(operation, query, String(headers['content-type']), body)
    if (documented) return documented
    // Here ends what is documented.
    if (standIn.manner.reads === 'refused') return { status: 403, body: { message: '{"message":"Not permitted"}' } }
    if (name.startsWith('v3/cycle/')) {
      const phases = [{ id: idOf(61), name: 'Phase', cycleId: 4 }]
      return { status: 200, body: { id: idOf(4), name: 'cycle', cyclePhases: phases, extra: null } }
    }
    if (name === 'v3/execution') return { status: 200, body: executions(Number(query.get('offset') ?? 0)) }
    return { status: 404, body: { message: 'HTTP 404 Not Found' } }
  }

  function nine(
    operation: string,
    query: URLSearchParams,
    type: string,
    body: Buffer,
  ): Promise<Answer> | Answer | undefined {
    const job = jobs.find(({ id }) => String(id) === query.get('jobid'))
    switch (operation) {
      case 'file-upload-job/list':
        return { status: 200, body: jobs.map(listed) }
      case 'job/detail':
        return job ? { status: 200, body: detailed(job) } : { status: 400, body: { errorMsg: 'Job does not exist' } }
      case 'job/delete':
        for (const id of JSON.parse(body.toString()).ids) jobs.splice(jobs.findIndex((each) => each.id === id) >>> 0, 1)
        return { status: 200 }
      case 'schedule/get-latest-job-progress': {
        const run = job?.runs.at(-1)
        return run === undefined
          ? { status: 400, body: { errorMsg: 'No schedule' } }
          : progress(run, query.get('jobid'))
      }
      case 'create-and-execute-job':
      case 'update-execute-job':
        return stored(operation, type, body)
      default:
        return undefined
    }
  }

  async function stored(operation: string, type: string, body: Buffer): Promise<Answer> {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
    const file = form.get('fileName')
    const detail = JSON.parse(String(form.get('automationJobDetail')))
    if (!(file instanceof File)) return { status: 400, body: { errorMsg: 'fileName is missing' } }
    const content = await file.text()
    const known = jobs.find(({ id }) => id === Number(detail.id))
    if (operation === 'update-execute-job' && !known) return { status: 400, body: { errorMsg: 'Job does not exist' } }
    const job: StoredJob = known ?? { id: next++, detail, file: file.name, content, runs: [] }
    if (!known) jobs.push(job)
    Object.assign(job, { detail, file: file.name, content })
    job.runs.push(next++)
    if (known) return { status: 200, body: detailed(job) }
    const run = { id: idOf(job.runs.at(-1) ?? 0), status: 'new', jobScheduleDate: 1643962371009, cycleDuration: 0 }
    return { status: 200, body: { ...run, somethingNew: { deep: [1] } } }
  }

  function progress(run: number, jobId: string | null) {
    const count = (polls.get(run) ?? 0) + 1
    polls.set(run, count)
    const status = ['Waiting', 'in-progress'][count - 1] ?? 'complete'
    const times = { jobScheduleDate: 1643879667000, cycleDuration: 0 }
    return { status: 200, body: { id: idOf(run), automationJobDetailId: jobId, status, cycleId: idOf(4), ...times } }
  }

  function listed({ id, detail, file }: StoredJob) {
    const { jobName, releaseId, projectId, automationFramework } = detail
    const dates = { cycleStartDate: 1645381800000, cycleEndDate: 1646850600000 }
    return {
      ...{ id: idOf(id), jobName, releaseId, projectId, automationFramework },
      ...dates,
      attachmentName: file,
      x: 1,
    }
  }

  function detailed({ id, detail, file }: StoredJob) {
    const { cycleStartDateStr, cycleEndDateStr, testRepositoryPath, ...rest } = detail
    const day = (text: unknown) => Date.parse(`${text} 00:00 UTC`)
    const dates = { cycleStartDate: day(cycleStartDateStr), cycleEndDate: day(cycleEndDateStr) }
    const path = String(testRepositoryPath).replaceAll('>', '&gt;')
    return { ...rest, ...dates, id: idOf(id), testRepositoryPath: path, fileUplaodJobPath: file, createdBy: null }
  }

  /** What the last job's file says, as pages of one's own size. */
  function executions(offset: number) {
    const { pageSize = 1000, reads } = standIn.manner
    const all = [...(jobs.at(-1)?.content ?? '').matchAll(/<testcase ([^>]*?)(\/>|>[\s\S]*?<\/testcase>)/g)].map(
      ([, attributes = '', rest = ''], index) => ({
        ...{ id: idOf(500 + index), lastTestResult: { executionStatus: rest.includes('<failure') ? '2' : '1' } },
        tcrTreeTestcase: { testcase: { id: idOf(900 + index), name: / name="([^"]*)"/.exec(` ${attributes}`)?.[1] } },
      }),
    )
    const results = all.slice(offset, offset + pageSize)
    return reads === 'array' ? results : { results, resultSize: all.length, firstResult: offset, more: true }
  }

  function idOf(id: number): number | string {
    return standIn.manner.textIds ? String(id) : id
  }
}
