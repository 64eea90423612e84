import { Hono } from 'hono'
import type { Env, Parts, Request } from '../context.js'
import { readId } from '../details.js'
import { Refusal } from '../refusal.js'
import { cycleShape, executionShape, listShape, releaseShape } from '../shapes.js'
import type { Folder } from '../world.js'
import { releasesOf } from '../world.js'
import { reading } from './faults.js'
import { groups, type Operation, operationOf } from './operations.js'
import { repositoryTree } from './tree.js'

/** The reads beyond the nine operations, with which clients look names up and read results back. */
export function reads(parts: Parts) {
  const { store, habits, world, zone, username, isLocked } = parts
  const { projects } = world
  const releases = releasesOf(world)
  const user = { id: 7, username, firstName: 'Test', lastName: 'Manager', email: `${username}@example.com` }
  const app = new Hono<Env>()
  const get = (path: string, read: (c: Request) => unknown) =>
    app.get(path, (c) =>
      reading(c, parts, () => {
        refuseWhereWanted(operationOf(c.req.path))
        return c.json(read(c))
      }),
    )
  const refuseWhereWanted = (operation: Operation | undefined) => {
    const { refused, status } = habits.current.reads
    const list: readonly string[] = refused === true ? groups.reads : refused === false ? [] : refused
    if (operation && list.includes(operation)) throw new Refusal(status, 'You have no permission for this operation.')
  }
  const unlocked = (release: number) => {
    if (isLocked(release)) throw new Refusal(400, habits.current.release.message)
    return release
  }
  /** A list as the habits shape it; `native` is how the vendor's plugin met it. */
  const list = (items: readonly object[], native: 'array' | 'object') =>
    listShape(items, habits.current.reads.shape === 'native' ? native : habits.current.reads.shape)

  get('/user/current', () => user)
  get('/project/user/:id', () =>
    list(
      projects.map(({ id, name }) => ({ id, name, active: true })),
      'array',
    ),
  )
  get('/release/paged/project/:id', (c) => {
    const project = found(projects, c.req.param('id'), 'project')
    return list(
      project.releases.map((release) => releaseShape({ ...release, projectId: project.id }, zone)),
      'object',
    )
  })
  get('/release/:id', (c) => {
    const release = found(releases, c.req.param('id'), 'release')
    if (habits.current.reads.releaseById === 'refused')
      throw new Refusal(403, 'You have no permission for this operation.')
    unlocked(release.id)
    return releaseShape(release, zone)
  })
  get('/project/:id', (c) => {
    const { id, name } = found(projects, c.req.param('id'), 'project')
    return { id, name, active: true }
  })
  get('/testcasetree', (c) => {
    const release = found(releases, c.req.query('releaseid'), 'release')
    unlocked(release.id)
    return list(repositoryTree(release, store.madeFolders(release.id)), 'array')
  })
  get('/testcasetree/hierarchy/:id', (c) => {
    const { root, made } = store.pathOf(readId(c.req.param('id'), 'id'))
    const path = releases.map(({ folders }) => pathTo(folders, root)).find((ids) => ids.length > 0)
    if (!path && made.length === 0) throw new Refusal(400, `There is no folder ${root}.`)
    return [...(path ?? [root]), ...made.map(({ id }) => id)]
  })
  get('/cycle/release/:id', (c) => {
    const release = unlocked(readId(c.req.param('id'), 'release'))
    return list(
      store.cycles(release).map((cycle) => cycleShape(cycle, zone)),
      'array',
    )
  })
  get('/cycle/:id', (c) => {
    const cycle = store.cycle(readId(c.req.param('id'), 'cycle'))
    if (!cycle) throw new Refusal(400, `There is no cycle ${c.req.param('id')}.`)
    return cycleShape(cycle, zone)
  })
  get('/execution', (c) => {
    const phase = readId(c.req.query('cyclephaseid'), 'cyclephaseid')
    const offset = wholeOf(c.req.query('offset'), 'offset')
    // 0 asks for all of them.
    const asked = wholeOf(c.req.query('pagesize'), 'pagesize') || Number.MAX_SAFE_INTEGER
    const size = Math.min(asked, habits.current.reads.pageSize ?? Number.MAX_SAFE_INTEGER)
    if (!store.hasPhase(phase)) throw new Refusal(400, `There is no cycle phase ${phase}.`)
    const { total, executions } = store.executionsOf(phase, offset, size, parts.views.hiddenRuns())
    const results = executions.map(executionShape)
    return habits.current.reads.shape === 'array' ? results : { results, resultSize: total, firstResult: offset }
  })
  for (const path of ['/parsertemplate', '/parsertemplate/'])
    get(path, () =>
      list(
        store.templates().map(({ id, name }) => ({ id, name, jsonTemplate: parts.templateFor(name) })),
        'array',
      ),
    )
  get('/admin/preference/all/system', (c) => {
    const name = c.req.query('name') ?? ''
    const isMandatory = name === 'cycle.environment.enabled' && habits.current.environment === 'mandatory'
    const preferences = [{ name, value: String(isMandatory) }]
    return habits.current.reads.shape === 'object' ? preferences[0] : preferences
  })
  get('/admin/preference', (c) => {
    const key = c.req.query('key') ?? ''
    const value = key === 'testresult.testresultStatus.LOV' ? JSON.stringify(executionStatuses) : ''
    const preferences = [{ name: key, value }]
    return habits.current.reads.shape === 'object' ? preferences[0] : preferences
  })
  return app
}

/** The statuses of a new installation; results become 1, 2 and 10. */
const executionStatuses = [
  { id: '1', value: 'Pass' },
  { id: '2', value: 'Fail' },
  { id: '3', value: 'WIP' },
  { id: '4', value: 'Blocked' },
  { id: '10', value: 'Not Executed' },
]

function wholeOf(text: string | undefined, name: string): number {
  if (text === undefined || text === '') return 0
  if (!/^\d{1,15}$/.test(text)) throw new Refusal(400, `For input string: ${JSON.stringify(text)} (${name}).`)
  return Number(text)
}

function pathTo(folders: readonly Folder[], id: number): number[] {
  for (const folder of folders) {
    if (folder.id === id) return [id]
    const below = pathTo(folder.folders ?? [], id)
    if (below.length > 0) return [folder.id, ...below]
  }
  return []
}

function found<T extends { id: number }>(things: readonly T[], text: string | undefined, name: string): T {
  const id = readId(text, `${name}id`)
  const thing = things.find((candidate) => candidate.id === id)
  if (!thing) throw new Refusal(400, `There is no ${name} ${id}.`)
  return thing
}
