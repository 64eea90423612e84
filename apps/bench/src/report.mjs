// The kept results as Markdown and as a chart, in results/ and between the README's `bench` marks.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../results')
const readme = join(import.meta.dirname, '../../../README.md')

export const isMet = ({ value, most = Number.POSITIVE_INFINITY, least = Number.NEGATIVE_INFINITY }) =>
  value <= most && value >= least

export function writeReport(results, versions) {
  for (const { path, content } of documents(results, versions)) writeFileSync(path, content)
}

function documents(results, versions) {
  const summary = summaryOf(results)
  const chart = chartOf(Object.values(results).filter(({ chart: bars }) => bars))
  const text = readFileSync(readme, 'utf8')
  const marks = /(<!-- bench -->\n).*(<!-- \/bench -->)/s
  const files = [
    { path: join(folder, 'README.md'), content: pageOf(results, summary, versions) },
    { path: join(folder, 'cost.svg'), content: chart },
  ]
  if (!marks.test(text)) return files
  const block = `![What reporters cost](apps/bench/results/cost.svg)\n\n${summary}\n\n`
  return [...files, { path: readme, content: text.replace(marks, (_, open, close) => `${open}${block}${close}`) }]
}

function pageOf(results, summary, versions) {
  const parts = Object.entries(results).map(
    ([name, { title, rows, note, measured }]) =>
      `## ${title}\n\n${table(rows)}\n\n${note ? `${note}\n\n` : ''}\`npm run bench -- ${name}\`, ${measured.on}, Node ${measured.node}, ${measured.machine}.\n`,
  )
  const beside = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return `# What it costs

\`npm run bench\` measures ours and what people use in turn in one run, and writes this page. What counts is the ratio: other machines have other milliseconds.

Beside ours: ${beside.join(', ')}.

![What reporters cost](cost.svg)

${summary}

${parts.join('\n')}`
}

function summaryOf(results) {
  const rows = Object.entries(results).flatMap(([part, { targets }]) =>
    targets.map((target) => ({
      part,
      what: target.what,
      measured: target.value,
      target: target.most === undefined ? `at least ${target.least}` : `at most ${target.most}`,
      met: isMet(target) ? 'yes' : 'no',
    })),
  )
  return table(rows)
}

function table(rows) {
  const names = Object.keys(rows[0])
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
  return [line(names), line(names.map(() => '---')), ...rows.map((row) => line(names.map((name) => row[name])))].join(
    '\n',
  )
}

const [width, labels, bar, gap] = [760, 250, 16, 6]

/** Horizontal bars, one group for each part; ours in colour. Follows the reader's light or dark. */
function chartOf(groups) {
  const pieces = []
  let y = 10
  for (const { title, chart } of groups) {
    pieces.push(text(0, y + 12, `${title}, ${chart.unit}`, 'title'))
    y += 26
    const most = Math.max(...chart.bars.map(([, value]) => value), 1e-9)
    for (const [name, value] of chart.bars) {
      const length = Math.max(1, ((width - labels - 70) * value) / most)
      pieces.push(text(labels - 8, y + bar - 4, name, 'name'))
      pieces.push(
        `<rect class="${isOurs(name) ? 'ours' : 'other'}" x="${labels}" y="${y}" width="${length.toFixed(1)}" height="${bar}"/>`,
      )
      pieces.push(text(labels + length + 6, y + bar - 4, String(value), 'value'))
      y += bar + gap
    }
    y += 16
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" role="img" aria-label="What reporters cost">
<style>
text { font: 12px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600 } .name { text-anchor: end } .ours { fill: #0969da } .other { fill: #8c959f }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .ours { fill: #4493f8 } .other { fill: #6e7681 } }
</style>
${pieces.join('\n')}
</svg>
`
}

const isOurs = (name) => name.startsWith('ours') || name.startsWith('@zephyr')

function text(x, y, content, kind) {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<text class="${kind}" x="${x.toFixed(1)}" y="${y}">${escaped}</text>`
}
