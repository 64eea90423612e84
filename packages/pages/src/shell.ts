import { element, html, type Markup, type Part } from './html.js'
import { script } from './script.js'
import { style } from './style.js'

export interface Shell {
  title: string
  /** In front of every link of the server. */
  prefix: string
  /** Links from the top down to this page. */
  trail?: readonly (readonly [text: string, href: string])[]
  body: Part
  /** Something on the page is under way: without JavaScript it reloads every two seconds. */
  isUnderWay?: boolean
  /** Address of the server-sent events after which the page is read again. */
  events?: string
}

/** A whole page of the emulator. Style and script come from addresses of its own, so that the content security policy allows nothing inline. */
export function page({ title, prefix, trail = [], body, isUnderWay = false, events }: Shell): string {
  return `<!doctype html>${html`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Zephyr emulator</title><link rel="stylesheet" href="${prefix}/assets/style.css"><link rel="icon" href="data:,">
${element('script', '', { type: 'module', src: `${prefix}/assets/script.js` })}${isUnderWay && html`<noscript><meta http-equiv="refresh" content="2"></noscript>`}
</head><body${events !== undefined && html` data-events="${events}"`}><a class="skip" href="#main">Skip to the content</a>
<header class="top"><strong><a href="${prefix}/">Zephyr emulator</a></strong><nav aria-label="Pages"><a href="${prefix}/">Jobs</a><a href="${prefix}/cycles">Cycles</a><a href="${prefix}/templates">Parser templates</a><a href="${prefix}/habits">Habits</a></nav><span class="live" role="status" id="live"></span></header>
<main id="main">${trail.length > 0 && html`<p class="trail">${trail.map(([text, href], index) => html`${index > 0 && ' › '}<a href="${href}">${text}</a>`)}</p>`}${body}</main></body></html>`}`
}

/** A page that stands alone in one file: nothing is loaded from anywhere. */
export function file({ title, body, scripts = '' }: { title: string; body: Markup; scripts?: string }): string {
  return `<!doctype html>${html`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title>${title}</title>${element('style', style)}</head><body><main id="main">${body}</main>${scripts !== '' && element('script', scripts)}</body></html>`}`
}

/** What stands at `/assets/`. */
export const assets = {
  'style.css': { type: 'text/css; charset=utf-8', body: style },
  'script.js': { type: 'text/javascript; charset=utf-8', body: script },
} as const
