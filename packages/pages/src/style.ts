/** The one style of all pages: light and dark as the system is, 390 to 2,560 pixels wide. */
export const style = `
:root { color-scheme: light dark;
  --paper: light-dark(#ffffff, #14171c); --raised: light-dark(#f6f8fa, #1c2027); --line: light-dark(#d5dbe1, #343b45);
  --ink: light-dark(#1d232a, #dfe4ea); --soft: light-dark(#57606a, #9aa4b0); --link: light-dark(#0a58b5, #7cb4ff);
  --pass: light-dark(#1a7438, #5fbf77); --pass-fill: light-dark(#3fa45d, #3d8b55); --fail: light-dark(#b3212c, #ff8078); --fail-fill: light-dark(#d1434c, #d2564f);
  --other: light-dark(#6a5a00, #d3b54a); --other-fill: light-dark(#c9a927, #9d8427); --fail-paper: light-dark(#fff3f2, #2a1a1b) }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 14px/1.45 system-ui, -apple-system, 'Segoe UI', sans-serif; overflow-wrap: break-word }
h1, h3, li, pre, code, dd, td a, .trail, .wide { overflow-wrap: anywhere }
a { color: var(--link); text-decoration: none } a:hover, p:not(.trail) a, .changes li a { text-decoration: underline }
:focus-visible { outline: 2px solid var(--link); outline-offset: 1px; border-radius: 3px }
.skip { position: absolute; left: -99rem } .skip:focus { left: .5rem; top: .5rem; background: var(--paper); padding: .3rem .6rem; z-index: 9 }
header.top { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; align-items: baseline; padding: .55rem 1.2rem; border-bottom: 1px solid var(--line); background: var(--raised) }
header.top strong { font-size: 1rem } header.top nav { display: flex; flex-wrap: wrap; gap: .2rem 1rem } header.top .live { margin-left: auto; color: var(--soft) }
main { max-width: 160rem; margin: 0 auto; padding: .9rem 1.2rem 3rem }
h1 { font-size: 1.3rem; line-height: 1.25; margin: .2rem 0 .5rem } h2 { font-size: 1.02rem; margin: 1.5rem 0 .5rem } h1 small, h2 small { font-weight: 400; color: var(--soft); font-size: .85em }
p { margin: .35rem 0 } .soft { color: var(--soft) } .trail { color: var(--soft); margin: 0 } code { font: .92em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: var(--raised); padding: 0 .25em; border-radius: 3px }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; vertical-align: top; overflow-wrap: anywhere; padding: .34rem .9rem .34rem 0 } td { min-width: 9ch } thead th { color: var(--soft); font-weight: 500; border-bottom: 1px solid var(--line) }
tbody td { border-bottom: 1px solid var(--line) } tbody tr:hover td { background: var(--raised) } td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.pass { color: var(--pass) } .fail { color: var(--fail) } .other { color: var(--other) } .verdict { font-weight: 600; white-space: nowrap } .nowrap { white-space: nowrap }
.facts { display: flex; flex-wrap: wrap; gap: .3rem 1.8rem; margin: .5rem 0 } .facts div { display: flex; gap: .4rem } .facts dt { color: var(--soft) } .facts dd { margin: 0 } dl.facts { padding: 0 }
.big { display: flex; flex-wrap: wrap; gap: .4rem 1.6rem; align-items: baseline; font-size: 1.05rem } .big b { font-size: 1.7rem; font-weight: 650; font-variant-numeric: tabular-nums }
.bar { display: flex; height: 8px; border-radius: 4px; overflow: hidden; background: var(--line); min-width: 5rem; max-width: 40rem; margin: .45rem 0 } .bar svg { width: 100%; height: 100%; display: block }
.strip { display: inline-flex; gap: 2px; vertical-align: middle } .strip a, .strip span { display: block; width: 9px; height: 18px; border-radius: 2px; background: var(--line) }
.strip .p { background: var(--pass-fill) } .strip .f { background: var(--fail-fill); } .strip .w { background: var(--line) } .strip .o { background: var(--other-fill) }
svg .p { fill: var(--pass-fill) } svg .f { fill: var(--fail-fill) } svg .o { fill: var(--other-fill) } svg .axis { stroke: var(--line) } svg text { fill: var(--soft); font-size: 11px }
.chart { overflow-x: auto; margin: .4rem 0 } .chart svg { display: block; max-width: 100% }
form.filter { display: flex; flex-wrap: wrap; gap: .5rem; margin: .7rem 0 } input, select, button, textarea { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 5px; padding: .3rem .6rem; max-width: 100% }
button { background: var(--raised); cursor: pointer } form.filter input[type=search] { flex: 1 1 14rem } textarea { width: 100%; font: .92em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace }
.split { display: grid; gap: 0 2rem } @media (min-width: 70rem) { .split { grid-template-columns: minmax(17rem, 24rem) minmax(0, 1fr) } .split > aside { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow: auto } }
ul.tree, ul.tree ul { list-style: none; margin: 0; padding: 0 } ul.tree ul { padding-left: 1rem; border-left: 1px solid var(--line); margin-left: .35rem } .tree li { position: relative; padding: .1rem 0 } .tree .line { display: block; padding-left: 1.15rem } .tree summary { position: absolute; left: 0; top: .1rem; width: 1.15rem; height: 1.45em; overflow: hidden; cursor: pointer } .tree [aria-current] { font-weight: 650; color: inherit } .tree .n { color: var(--soft); margin-left: .4rem; white-space: nowrap }
ul.records { list-style: none; margin: 0; padding: 0 } ul.records > li { padding: .3rem 0; border-bottom: 1px solid var(--line); display: grid; grid-template-columns: 1.4rem minmax(0, 1fr) auto; gap: .5rem } ul.records .folder { color: var(--soft); font-size: .92em } ul.records .side { color: var(--soft); text-align: right }
ul.records > li.group { color: var(--soft); padding-top: .8rem; display: block } .chip { display: inline-block; border: 1px solid var(--line); border-radius: 9px; padding: 0 .5em; font-size: .87em; color: var(--soft); margin: 0 .2em .1em 0 }
.failure { border: 1px solid var(--line); border-left: 3px solid var(--fail-fill); border-radius: 5px; margin: .5rem 0; padding: .5rem .8rem; background: var(--paper) } .failure > details > summary { cursor: pointer; color: var(--soft); margin-top: .2rem } .failure > details[open] > summary { font-size: .87em } .failure h3 { font-size: 1rem; margin: 0 0 .2rem; font-weight: 600 }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: .88em/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: var(--fail-paper); border-radius: 4px; padding: .5rem .7rem; margin: .4rem 0 0 } details.more > summary { cursor: pointer; color: var(--link); margin-top: .3rem } details.more[open] > summary::after { content: ' (shown)' }
.notice { border: 1px solid var(--line); border-left: 3px solid var(--other-fill); border-radius: 5px; padding: .4rem .8rem; margin: .6rem 0 } .notice.bad { border-left-color: var(--fail-fill) } .pager { display: flex; gap: 1rem; margin: .8rem 0 } .empty { color: var(--soft); padding: 1rem 0 } [hidden] { display: none !important }
.changes { display: flex; flex-wrap: wrap; gap: .6rem 2rem } .changes ul { list-style: none; padding: 0; margin: .2rem 0 } .changes > div { flex: 1 1 18rem; min-width: 0 }
.thumb { max-width: 100%; max-height: 22rem; border: 1px solid var(--line); border-radius: 4px; display: block; margin-top: .4rem }
@media (max-width: 44rem) { main { padding: .7rem .8rem 2rem } header.top { padding: .5rem .8rem } header.top .live { margin-left: 0 }
  table.stack thead { position: absolute; left: -99rem } table.stack, table.stack tbody, table.stack tr, table.stack td { display: block } table.stack tr { border-bottom: 1px solid var(--line); padding: .45rem 0 } table.stack td { border: 0; padding: .08rem 0; text-align: left }
  table.stack td[data-label]::before { content: attr(data-label) ': '; color: var(--soft) } table.stack td:empty { display: none } ul.records > li { grid-template-columns: 1.4rem minmax(0, 1fr) } ul.records .side { grid-column: 2; text-align: left } }
@media (prefers-reduced-motion: no-preference) { .running { animation: pulse 1.6s ease-in-out infinite } @keyframes pulse { 50% { opacity: .45 } } }
@media print { header.top, form.filter, .pager { display: none } }
`
