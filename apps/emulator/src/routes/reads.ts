import { Hono } from 'hono'
import { readId } from '../details.js'
import { Refusal } from '../refusal.js'
import type { Store } from '../store.js'
import type { Folder, World } from '../world.js'

/** The reads beyond the nine operations, with which clients look names up and read results back. */
export function reads(store: Store, { projects }: World, username: string) {
  const user = { id: 7, username, firstName: 'Test', lastName: 'Manager', email: `${username}@example.com` }
  const releases = projects.flatMap((project) =>
    project.releases.map((release) => ({ ...release, projectId: project.id })),
  )
  const app = new Hono()
  app.get('/user/current', (c) => c.json(user))
  app.get('/project/user/:id', (c) => c.json(projects.map(({ id, name }) => ({ id, name, active: true }))))
  app.get('/release/paged/project/:id', (c) => {
    const project = found(projects, c.req.param('id'), 'project')
    const results = project.releases.map(({ id, name }) => ({ id, name, projectId: project.id, status: 0 }))
    return c.json({ results, resultSize: results.length, firstResult: 0 })
  })
  app.get('/project/:id', (c) => {
    const { id, name } = found(projects, c.req.param('id'), 'project')
    return c.json({ id, name, active: true })
  })
  app.get('/testcasetree', (c) => {
    const release = found(releases, c.req.query('releaseid'), 'release')
    return c.json(release.folders.map((folder) => branch(folder, release.id, 0)))
  })
  app.get('/testcasetree/hierarchy/:id', (c) => {
    const id = readId(c.req.param('id'), 'id')
    const path = releases.map(({ folders }) => pathTo(folders, id)).find((ids) => ids.length > 0)
    if (!path) throw new Refusal(400, `There is no folder ${id}.`)
    return c.json(path)
  })
  app.get('/cycle/release/:id', (c) => c.json(store.cycles(readId(c.req.param('id'), 'release')).map(cycleShape)))
  app.get('/cycle/:id', (c) => {
    const cycle = store.cycle(readId(c.req.param('id'), 'cycle'))
    if (!cycle) throw new Refusal(400, `There is no cycle ${c.req.param('id')}.`)
    return c.json(cycleShape(cycle))
  })
  app.get('/execution', (c) => {
    const phase = readId(c.req.query('cyclephaseid'), 'cyclephaseid')
    const executions = store.executions(
      phase - phaseOffset,
      Number(c.req.query('offset') ?? 0),
      Number(c.req.query('pagesize') ?? 0) || 1_000_000,
    )
    const results = executions.map(({ testcase, status, name }) => ({
      status: status === 'FAIL' ? '2' : '1',
      tcrTreeTestcase: { testcase: { id: testcase, name } },
    }))
    return c.json({ results, resultSize: results.length, firstResult: 0 })
  })
  app.get('/parsertemplate/', (c) => c.json([{ id: 1, name: 'junit', jsonTemplate: '[]' }]))
  app.get('/parsertemplate', (c) => c.json([{ id: 1, name: 'junit', jsonTemplate: '[]' }]))
  app.get('/admin/preference/all/system', (c) => c.json([{ name: c.req.query('name') ?? '', value: 'false' }]))
  return app
}

/** A cycle has one phase here; its id is another number than the cycle's. */
const phaseOffset = 10_000

const cycleShape = ({ id, name, phase }: { id: number; name: string; phase: string }) => ({
  id,
  name,
  cyclePhases: [{ id: id + phaseOffset, name: phase || name, cycleId: id }],
})

interface Branch {
  id: number
  name: string
  type: 'Phase'
  releaseId: number
  parentId: number
  categories: Branch[]
}

function branch({ id, name, folders = [] }: Folder, releaseId: number, parentId: number): Branch {
  return {
    id,
    name,
    type: 'Phase',
    releaseId,
    parentId,
    categories: folders.map((child) => branch(child, releaseId, id)),
  }
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
