import { type HabitField, habitsPage } from '@zephyr-reporters/pages'
import { type Context, Hono } from 'hono'
import type { Env } from '../context.js'
import { type HabitsInput, parseHabits } from '../habits/habits.js'
import type { PageParts } from './page-parts.js'

/** The habits on one page: situations by a click, single habits by their fields, faults as JSON. */
export function habitPages({ habits, prefix, answer }: PageParts) {
  const app = new Hono<Env>()
  app.get('/habits', (c) => show(c))
  app.post('/habits', async (c) => {
    const form = await c.req.parseBody()
    const field = (name: string) => (typeof form[name] === 'string' ? form[name].trim() : '')
    try {
      habits.set(wanted(field))
    } catch (error) {
      return show(c, error instanceof Error ? error.message : String(error), field)
    }
    return c.redirect(`${prefix}/habits`, 303)
  })

  function show(c: Context<Env>, problem?: string, given?: (name: string) => string) {
    const current = (name: string) => given?.(name) ?? text(valueAt(habits.current, name))
    const groups = habitGroups.map(({ title, fields }) => ({
      title,
      habits: fields.map((field) => ({
        ...field,
        value: current(field.name),
        default: text(valueAt(defaults, field.name)),
      })),
    }))
    const json = JSON.stringify(habits.current, undefined, 2)
    const names = situations.map(({ name, about }) => ({ name, about }))
    const body = habitsPage({ groups, problem, json, situations: names, action: `${prefix}/habits` })
    return answer(c, { title: 'Habits', body })
  }

  return app
}

const defaults = parseHabits({})

/** What the form asks for: nothing unusual, a situation, or what its fields say. */
function wanted(field: (name: string) => string): unknown {
  const act = field('act')
  if (act === 'reset') return {}
  const situation = situations.find(({ name }) => name === act)
  if (situation) return situation.habits
  const input: Record<string, unknown> = {}
  for (const { name, kind } of habitGroups.flatMap(({ fields }) => fields)) {
    const given = field(name)
    if (given === '' || given === text(valueAt(defaults, name))) continue
    setAt(input, name, kind === 'number' ? Number(given) : kind === 'json' ? parseField(given, name) : given)
  }
  return input
}

function parseField(json: string, name: string): unknown {
  try {
    return JSON.parse(json)
  } catch (error) {
    throw new Error(`${name} is no JSON: ${error instanceof Error ? error.message : error}`, { cause: error })
  }
}

const text = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)

/** The value at `lag.list` of nested objects. */
const valueAt = (from: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), from)

function setAt(to: Record<string, unknown>, path: string, value: unknown) {
  const [name = '', ...below] = path.split('.')
  if (below.length === 0) {
    to[name] = value
    return
  }
  const inner = to[name]
  const next: Record<string, unknown> = isObject(inner) ? inner : {}
  to[name] = next
  setAt(next, below.join('.'), value)
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

type Field = Omit<HabitField, 'value' | 'default'>
const seconds = (name: string, about: string): Field => ({ name, about, kind: 'number' })

const habitGroups: readonly { title: string; fields: readonly Field[] }[] = [
  {
    title: 'Faults',
    fields: [
      {
        name: 'faults',
        kind: 'json',
        about:
          'A list, such as [{"on":"uploads","nth":1,"stores":true,"answer":"drop"}]. The first that fits a request is taken.',
      },
      { name: 'seed', kind: 'number', about: 'Decides what happens by chance.' },
    ],
  },
  {
    title: 'Late',
    fields: [
      seconds('lag.list', 'Seconds by which the list of jobs lags behind.'),
      seconds('lag.progress', 'Seconds by which a run’s progress lags behind.'),
      seconds('lag.detail', 'Seconds by which job/detail lags behind.'),
      seconds('lag.executions', 'Seconds by which executions lag behind.'),
      seconds('release.lockedFor', 'Seconds in which releases are locked.'),
    ],
  },
  {
    title: 'Runs',
    fields: [
      seconds('runs.newFor', 'Seconds a run stays new.'),
      seconds('runs.queuedFor', 'Seconds it then stays queued.'),
      {
        name: 'runs.end',
        kind: ['as-parsed', 'failing', 'partial', 'never-ending'],
        about: 'How runs end: as the parser says, without a record, with half of them, or never.',
      },
      { name: 'runs.chance', kind: 'number', about: 'How likely such an end is, from 0 to 1.' },
    ],
  },
  {
    title: 'What is shown, and how files are read',
    fields: [
      {
        name: 'shown.fileName',
        kind: ['exact', 'suffixed', 'zipped', 'prefixed', 'none', 'own'],
        about: 'What the list calls an uploaded file.',
      },
      { name: 'shown.jobName', kind: 'json', about: 'What is made of a job’s name, such as ["entities", 60].' },
      {
        name: 'shown.detailTexts',
        kind: ['plain', 'escaped', 'entities', 'numeric'],
        about: 'How job/detail spells texts.',
      },
      {
        name: 'shown.listTexts',
        kind: ['plain', 'escaped', 'entities', 'numeric'],
        about: 'How the list spells texts.',
      },
      {
        name: 'parser.rules',
        kind: ['as-stored', 'stock', 'skipped-aware', 'error-aware'],
        about: 'By which rules JUnit files are read.',
      },
      {
        name: 'parser.sameName',
        kind: ['two', 'one'],
        about: 'What two records of one name become: two test cases, or one.',
      },
    ],
  },
  {
    title: 'Refusals',
    fields: [
      { name: 'environment', kind: ['optional', 'mandatory'], about: 'Whether a job must name an environment.' },
      {
        name: 'release.dates',
        kind: ['ignored', 'enforced'],
        about: 'Whether a cycle outside its release’s dates is refused.',
      },
      { name: 'reads.refused', kind: 'json', about: 'true, or a list of reads beyond the nine operations.' },
      { name: 'reads.shape', kind: ['native', 'array', 'object'], about: 'How those reads answer lists.' },
      { name: 'reads.pageSize', kind: 'number', about: 'The most executions of one answer.' },
      { name: 'limits.megabytes', kind: 'number', about: 'The largest file, in megabytes.' },
    ],
  },
]

/** What pipelines meet, by one click each. */
const situations: readonly { name: string; about: string; habits: HabitsInput }[] = [
  {
    name: 'Answer lost',
    about: 'The first upload is stored and run, then the connection drops.',
    habits: { faults: [{ on: 'uploads', nth: 1, stores: true, runs: true, answer: 'drop' }] },
  },
  {
    name: 'Stored, not run',
    about: 'The first upload is stored, answered 500, and never run.',
    habits: { faults: [{ on: 'uploads', nth: 1, stores: true, runs: false, status: 500 }] },
  },
  {
    name: 'Gateway time-out',
    about: 'The first upload is answered 504 and stored 20 seconds later.',
    habits: { faults: [{ on: 'uploads', nth: 1, stores: 20, status: 504 }] },
  },
  {
    name: 'Restart',
    about: 'The first three requests of every operation are answered 503.',
    habits: { faults: [{ until: 3, status: 503, retryAfter: 2 }] },
  },
  {
    name: 'Sign-on page',
    about: 'Every request is answered with an HTML page.',
    habits: { faults: [{ answer: 'html' }] },
  },
  { name: 'Lagging list', about: 'The list of jobs lags 30 seconds behind.', habits: { lag: { list: 30 } } },
  { name: 'Locked release', about: 'Releases are locked for 60 seconds.', habits: { release: { lockedFor: 60 } } },
  {
    name: 'Documented operations only',
    about: 'Every read beyond the nine is refused.',
    habits: { reads: { refused: true } },
  },
  { name: 'Runs fail', about: 'Every run ends as failed, without a record.', habits: { runs: { end: 'failing' } } },
]
