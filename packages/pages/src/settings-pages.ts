import { html, type Markup } from './html.js'
import type { RecordView } from './model.js'
import { recordList } from './parts.js'
import { counted } from './text.js'

export interface TemplatesPage {
  templates: readonly { id: number; name: string; href: string; isBuiltIn: boolean; jobs: number }[]
  newHref: string
}

export const templatesPage = ({ templates, newHref }: TemplatesPage): Markup =>
  html`<h1>Parser templates</h1><p>A template says what becomes of a result file: a job names one as its <code>automationFramework</code>.</p>
<table class="stack"><thead><tr><th>Name<th>Kind<th class="number">Jobs</tr></thead><tbody>${templates.map(
    ({ name, href, isBuiltIn, jobs }) =>
      html`<tr><td><a href="${href}">${name}</a></td><td>${isBuiltIn ? 'stock' : 'own'}</td><td class="number" data-label="Jobs">${jobs}</td></tr>`,
  )}</tbody></table><p><a href="${newHref}">New template</a></p>`

export interface TemplatePage {
  name: string
  /** The template's JSON as it stands or was sent. */
  text: string
  /** A stock template can be tried and copied, not changed. */
  isBuiltIn: boolean
  /** Where the form is sent. */
  action: string
  /** What is wrong with the text. */
  problem?: string
  /** A file that the template was tried on, and what it records of it. */
  tried?: { file: string; records: readonly RecordView[]; total: number; problem?: string }
}

/** A template in a text field, and a file to try it on. */
export const templatePage = ({ name, text, isBuiltIn, action, problem, tried }: TemplatePage): Markup =>
  html`<h1>${name === '' ? 'New template' : name}</h1>${problem !== undefined && html`<p class="notice bad">${problem}</p>`}
<form method="post" action="${action}"><p><label>Name <input name="name" value="${name}" required${isBuiltIn && html` readonly`}></label></p>
<p><label>Template (JSON)<textarea name="text" rows="18" spellcheck="false">${text}</textarea></label></p>
<p><label>A result file to try it on<textarea name="file" rows="8" spellcheck="false" placeholder="<testsuites>…</testsuites>">${tried?.file ?? ''}</textarea></label></p>
<p><button name="act" value="try">Try</button> ${isBuiltIn ? html`<span class="soft">A stock template cannot be changed; save a copy under another name.</span>` : html`<button name="act" value="save">Save</button>`}</p></form>
${tried && html`<h2>Records <small>${counted(tried.total, 'record')}</small></h2>${tried.problem !== undefined ? html`<p class="notice bad">${tried.problem}</p>` : recordList(tried.records)}`}`

export interface HabitField {
  name: string
  /** What the habit does, one sentence. */
  about: string
  kind: 'number' | 'json' | readonly string[]
  value: string
  default: string
}

export interface HabitsPage {
  groups: readonly { title: string; habits: readonly HabitField[] }[]
  /** Several habits by one click. */
  situations: readonly { name: string; about: string }[]
  /** Where the form is sent. */
  action: string
  problem?: string
  /** Whole configuration as JSON, for `--habits FILE`. */
  json: string
}

/** How the server behaves: what a team rehearses its pipeline against. */
export const habitsPage = ({ groups, situations, action, problem, json }: HabitsPage): Markup =>
  html`<h1>Habits</h1><p>How this server behaves from the next request on. The same names stand in the file of <code>--habits</code> and in <code>startEmulator({ habits })</code>.</p>
${problem !== undefined && html`<p class="notice bad">${problem}</p>`}
<h2>Situations</h2><form method="post" action="${action}"><table class="stack"><tbody>${situations.map(
    ({ name, about }) => html`<tr><td><button name="act" value="${name}">${name}</button></td><td>${about}</td></tr>`,
  )}</tbody></table></form>
<form method="post" action="${action}">${groups.map(
    ({ title, habits }) =>
      html`<h2>${title}</h2><table class="stack"><tbody>${habits.map(
        (habit) =>
          html`<tr><td><label for="h-${habit.name}"><code>${habit.name}</code></label></td><td>${field(habit)}</td><td>${habit.about} <span class="soft">Default: ${habit.default === '' ? 'none' : habit.default}</span></td></tr>`,
      )}</tbody></table>`,
  )}<p><button>Apply</button> <button name="act" value="reset">Back to the defaults</button></p></form>
<details class="more"><summary>As a file</summary><pre>${json}</pre></details>`

function field({ name, kind, value }: HabitField): Markup {
  const id = `h-${name}`
  if (kind === 'number') return html`<input id="${id}" name="${name}" type="number" step="any" value="${value}">`
  if (kind === 'json') return html`<textarea id="${id}" name="${name}" rows="2" spellcheck="false">${value}</textarea>`
  return html`<select id="${id}" name="${name}">${kind.map((each) => html`<option value="${each}"${each === value && html` selected`}>${each === '' ? '–' : each}</option>`)}</select>`
}
