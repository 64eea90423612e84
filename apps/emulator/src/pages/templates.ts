import { type RecordView, templatePage, templatesPage } from '@zephyr-reporters/pages'
import { foldersOf } from '@zephyr-reporters/parser-template'
import { type Context, Hono } from 'hono'
import type { Env } from '../context.js'
import { readRecords, templateProblem } from '../parser/read.js'
import { ruleSets } from '../parser/rule-sets.js'
import { Refusal } from '../refusal.js'
import type { PageParts } from './page-parts.js'

/** Records of a tried file that are shown. */
const shownRecords = 500
const builtIn = new Set(['junit', 'testng'])

/** Parser templates: listed, edited, and tried on a file. */
export function templatePages({ store, prefix, answer }: PageParts) {
  const app = new Hono<Env>()
  const trail = [['Parser templates', `${prefix}/templates`]] as const

  app.get('/templates', (c) => {
    const jobs = store.jobs()
    const templates = store.templates().map(({ id, name }) => ({
      ...{ id, name, isBuiltIn: builtIn.has(name) },
      href: `${prefix}/templates/${encodeURIComponent(name)}`,
      jobs: jobs.filter(({ detail }) => detail.automationFramework.toLowerCase() === name.toLowerCase()).length,
    }))
    return answer(c, {
      title: 'Parser templates',
      body: templatesPage({ templates, newHref: `${prefix}/templates/new` }),
    })
  })

  app.get('/templates/new', (c) => show(c, { name: '', text: indented(ruleSets.stock) }))
  app.get('/templates/:name', (c) => {
    const template = store.template(c.req.param('name'))
    if (!template) throw new Refusal(404, `There is no parser template ${c.req.param('name')}.`)
    return show(c, { name: template.name, text: indented(template.json) })
  })

  app.post('/templates/:name', async (c) => {
    const form = await c.req.parseBody()
    const field = (name: string) => (typeof form[name] === 'string' ? form[name].trim() : '')
    const [name, text, file] = [field('name'), field('text'), field('file')]
    const problem = templateProblem(text) ?? nameProblem(name, field('act') === 'save')
    if (problem !== undefined) return show(c, { name, text, problem, file })
    if (field('act') !== 'save') return show(c, { name, text, file, tried: true })
    store.saveTemplate(name, text)
    return c.redirect(`${prefix}/templates/${encodeURIComponent(name)}`, 303)
  })

  interface Shown {
    name: string
    text: string
    file?: string
    tried?: boolean
    problem?: string
  }

  async function show(c: Context<Env>, { name, text, file = '', tried = false, problem }: Shown) {
    const body = templatePage({
      ...{ name, text, problem },
      isBuiltIn: builtIn.has(name),
      action: `${prefix}/templates/${encodeURIComponent(name || 'new')}`,
      tried: tried ? await tryOn(text, file) : undefined,
    })
    return answer(c, { title: name || 'New template', trail, body })
  }

  return app
}

function nameProblem(name: string, saved: boolean): string | undefined {
  if (!saved) return undefined
  if (name === '' || name === 'new') return 'Give the template a name other than "new".'
  return builtIn.has(name.toLowerCase()) ? 'A stock template cannot be changed: save it under another name.' : undefined
}

async function tryOn(template: string, file: string) {
  const records: RecordView[] = []
  let total = 0
  try {
    for await (const { packageName, name, status, attachment, requirements, tags } of readRecords(
      new TextEncoder().encode(file),
      template,
    )) {
      if (++total > shownRecords) continue
      records.push({
        folders: foldersOf(packageName, true),
        ...{ name, requirements, tags, text: attachment },
        outcome: status === 'PASS' ? 'passed' : status === 'FAIL' ? 'failed' : 'other',
        label: status,
      })
    }
    return { file, records, total }
  } catch (error) {
    return { file, records: [], total: 0, problem: error instanceof Error ? error.message : String(error) }
  }
}

function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), undefined, 2)
  } catch {
    return json
  }
}
