import * as v from 'valibot'
import { baseAddress } from './address.js'
import type { CallOptions, ZephyrClientOptions } from './client.js'
import { parseJson } from './json.js'
import { createTransport } from './transport.js'

// Reads that the vendor's own Jenkins plugin makes (docs/zephyr.md, "Reads beyond the nine"): not documented for
// clients, so a server may refuse each of them, answer in pages of its own size, or as a bare array.

const id = v.union([v.pipe(v.number(), v.integer()), v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number))])
const optional = <T>(schema: v.GenericSchema<unknown, T>) =>
  v.optional(
    v.pipe(
      v.nullable(schema),
      v.transform((value) => value ?? undefined),
    ),
  )

const cycle = v.looseObject({
  id,
  name: optional(v.string()),
  cyclePhases: optional(v.array(v.looseObject({ id, name: optional(v.string()) }))),
})

const text = v.pipe(v.union([v.string(), v.number()]), v.transform(String))
const execution = v.looseObject({
  id: optional(id),
  status: optional(text),
  lastTestResult: optional(v.looseObject({ executionStatus: optional(text) })),
  tcrTreeTestcase: v.looseObject({
    tcrCatalogTreeId: optional(id),
    testcase: v.looseObject({ id: optional(id), name: v.string() }),
  }),
})
const executionPage = v.union([
  v.pipe(
    v.array(execution),
    v.transform((results) => ({ results, resultSize: undefined })),
  ),
  v.looseObject({ results: v.array(execution), resultSize: optional(v.number()) }),
])

const preference = v.looseObject({
  name: optional(v.string()),
  key: optional(v.string()),
  value: optional(v.unknown()),
})
const preferences = v.union([
  v.array(preference),
  v.pipe(
    preference,
    v.transform((one) => [one]),
  ),
])
const statusList = v.array(v.looseObject({ id: text, value: v.string() }))

const templates = v.array(v.looseObject({ id, name: v.string(), jsonTemplate: optional(v.unknown()) }))

/** One execution as the server shows it. */
export interface StoredExecution {
  /** `undefined` where the server does not show it: then nothing can be attached to it. */
  id?: number
  testCaseId?: number
  name: string
  /** Zephyr's number for the status: `1` passed, `2` failed, `10` not executed, others of the server's own. */
  status: string
  /** The repository folder of the test case, where the server shows it. */
  folderId?: number
}

/** Executions asked for in one request; a server may answer with fewer. */
const pageSize = 1000

/** Reads what Zephyr recorded, and puts attachments on executions; see `createReadBack`. */
export type ReadBack = ReturnType<typeof createReadBack>

/** Reads what Zephyr has recorded. Every failure is a `ZephyrError`. */
export function createReadBack({ url, ...options }: ZephyrClientOptions) {
  const read = createTransport(baseAddress(url), options)
  const get = <T>(
    operation: string,
    path: string,
    shape: v.GenericSchema<unknown, T>,
    query: Record<string, string | number | boolean>,
    call: CallOptions,
  ) => read({ operation, method: 'GET', path, query, ...call }, shape)

  return {
    /** A cycle with its phases. `GET v3 cycle/{id}` */
    async cyclePhases(cycleId: number, call: CallOptions = {}): Promise<number[]> {
      const found = await get('getCycle', `v3/cycle/${cycleId}`, cycle, {}, call)
      return (found.cyclePhases ?? []).map((phase) => phase.id)
    },

    /** The executions of a cycle's phase, page by page. `GET v3 execution?cyclephaseid=` */
    async *executions(cyclePhaseId: number, call: CallOptions = {}): AsyncGenerator<StoredExecution> {
      const seen = new Set<string>()
      for (let offset = 0; ; ) {
        const query = { cyclephaseid: cyclePhaseId, offset, pagesize: pageSize }
        const { results, resultSize } = await get('getExecutions', 'v3/execution', executionPage, query, call)
        const fresh = results.map(storedExecution).filter((each) => isNew(each, seen))
        yield* fresh
        offset += results.length
        // A server that ignores `offset` answers with its first page again: nothing of it is new.
        if (fresh.length === 0 || (resultSize !== undefined && offset >= resultSize)) return
      }
    },

    /** Names of the execution statuses by their number, as the administrator set them. `GET v3 admin/preference?key=` */
    async executionStatuses(call: CallOptions = {}): Promise<ReadonlyMap<string, string>> {
      const key = 'testresult.testresultStatus.LOV'
      const found = await get('getPreference', 'v3/admin/preference', preferences, { key }, call)
      const value = found.find(({ name, key: own }) => (name ?? own ?? key) === key)?.value
      const list = v.safeParse(statusList, typeof value === 'string' ? parseJson(value) : value)
      return new Map(list.success ? list.output.map((status) => [status.id, status.value]) : [])
    },

    /** The server's parser templates, by which it reads result files. `GET v3 parsertemplate/` */
    async parserTemplates(call: CallOptions = {}): Promise<{ id: number; name: string; template: unknown }[]> {
      const found = await get('getParserTemplates', 'v3/parsertemplate/', templates, {}, call)
      return found.map(({ id, name, jsonTemplate }) => ({
        id,
        name,
        template: typeof jsonTemplate === 'string' ? parseJson(jsonTemplate) : jsonTemplate,
      }))
    },
  }
}

function storedExecution({
  id,
  status,
  lastTestResult,
  tcrTreeTestcase,
}: v.InferOutput<typeof execution>): StoredExecution {
  return {
    id,
    testCaseId: tcrTreeTestcase.testcase.id,
    name: tcrTreeTestcase.testcase.name,
    status: status ?? lastTestResult?.executionStatus ?? '',
    folderId: tcrTreeTestcase.tcrCatalogTreeId,
  }
}

/** Whether an execution was not on an earlier page. Executions without any id are compared by folder and name. */
function isNew({ id, testCaseId, name, folderId }: StoredExecution, seen: Set<string>): boolean {
  const key = id !== undefined ? `e${id}` : testCaseId !== undefined ? `t${testCaseId}` : `n${folderId}\u0000${name}`
  if (seen.has(key)) return false
  seen.add(key)
  return true
}
