import * as v from 'valibot'
import { baseAddress } from './address.js'
import type { CallOptions, ZephyrClientOptions } from './client.js'
import { createTransport } from './transport.js'
import type { Release } from './types.js'

// Reads beyond the nine operations, seen in the vendor's Jenkins plugin (docs/zephyr.md): of use to look names up. A
// server may not offer them; then each is a ZephyrError like any other.

const named = v.looseObject({ id: v.pipe(v.number(), v.integer()), name: v.string() })
/** A date of a shape that is not known is none. */
const date = v.fallback(v.optional(v.union([v.string(), v.number()])), undefined)
const release = v.looseObject({
  ...named.entries,
  startDate: date,
  endDate: date,
  releaseStartDate: date,
  releaseEndDate: date,
})
const releases = v.looseObject({ results: v.array(release) })
/** A preference of the server; its shape is not documented, nor whether `value` is text. */
const preference = v.looseObject({ value: v.union([v.boolean(), v.string()]) })
const preferences = v.union([
  v.array(preference),
  v.pipe(
    preference,
    v.transform((one) => [one]),
  ),
])

/** Something with a name. */
export interface ZephyrItem {
  id: number
  name: string
}

/** A folder of a release's test repository, with its subfolders. */
export interface RepositoryFolder extends ZephyrItem {
  categories?: RepositoryFolder[]
}
const folder: v.GenericSchema<unknown, RepositoryFolder> = v.looseObject({
  id: v.pipe(v.number(), v.integer()),
  name: v.string(),
  categories: v.optional(v.array(v.lazy(() => folder))),
})
const folders = v.union([
  v.array(folder),
  v.pipe(
    v.looseObject({ results: v.array(folder) }),
    v.transform(({ results }) => results),
  ),
])

/** Reads that find ids by name: user, projects, releases, folders. */
export type ZephyrLookups = ReturnType<typeof createZephyrLookups>

/** Looks up by name what the options want as ids. */
export function createZephyrLookups({ url, ...options }: ZephyrClientOptions) {
  const read = createTransport(baseAddress(url), options)
  const get = <T>(
    operation: string,
    path: string,
    shape: v.GenericSchema<unknown, T>,
    query: Record<string, string | number | boolean> = {},
    { version = 'v3', ...call }: CallOptions & { version?: string } = {},
  ) => read({ operation, method: 'GET', path: `${version}/${path}`, query, ...call }, shape)
  return {
    /** Whose token it is. */
    currentUser: () =>
      get('currentUser', 'user/current', v.looseObject({ id: v.number(), username: v.optional(v.string()) })),
    /** The projects a user may see. */
    projects: (userId: number) => get('projects', `project/user/${userId}`, v.array(named)),
    project: (projectId: number) => get('project', `project/${projectId}`, named),
    releases: async (projectId: number, call: CallOptions = {}): Promise<Release[]> => {
      const query = { order: 'id', isascorder: true, isVisible: false, pagesize: 0 }
      return (await get('releases', `release/paged/project/${projectId}`, releases, query, call)).results
    },
    /** The repository's folders of a release, as trees: an `id` is what `repositoryTreeId` wants. */
    folders: (releaseId: number): Promise<RepositoryFolder[]> =>
      get('folders', 'testcasetree', folders, { type: 'Phase', revisionid: 0, releaseid: releaseId }),
    /** Whether the administrator made the server ask for an `environment`. */
    asksForEnvironment: async (): Promise<boolean> => {
      const query = { name: 'cycle.environment.enabled' }
      const found = await get('preference', 'admin/preference/all/system', preferences, query, { version: 'v4' })
      return found.some(({ value }) => String(value) === 'true')
    },
  }
}

/** All folders of these trees, each by its whole path: `Automation > Web`. */
export function folderPaths(folders: readonly RepositoryFolder[], above = ''): ZephyrItem[] {
  return folders.flatMap(({ id, name, categories = [] }) => {
    const path = above ? `${above} > ${name}` : name
    return [{ id, name: path }, ...folderPaths(categories, path)]
  })
}
