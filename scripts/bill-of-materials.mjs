// A library that is copied into a package is not in npm's tree, so `npm audit` cannot see it. `dist/bundled.cdx.json` names
// it in CycloneDX, which scanners read, and `dist/bundled-licenses.txt` keeps its licence, as the licence asks.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** @param output What rolldown wrote: its chunks name the modules in them. */
export function writeBillOfMaterials(dist, { name, version }, output) {
  const modules = output.flatMap((chunk) => Object.keys(chunk.modules ?? {}))
  const folders = new Set(modules.filter((id) => id.includes('node_modules')).map(packageOf))
  const libraries = [...folders].sort().map((folder) => ({ folder, ...readJson(join(folder, 'package.json')) }))
  if (libraries.length === 0) return
  const bill = {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: { type: 'library', name, version, purl: purlOf(name, version) } },
    components: libraries.map((library) => ({
      type: 'library',
      name: library.name,
      version: library.version,
      purl: purlOf(library.name, library.version),
      licenses: [{ license: { id: library.license } }],
    })),
  }
  writeFileSync(join(dist, 'bundled.cdx.json'), `${JSON.stringify(bill, null, 2)}\n`)
  const texts = libraries.map((library) => `${library.name} ${library.version}\n\n${licenceOf(library)}`)
  writeFileSync(join(dist, 'bundled-licenses.txt'), texts.join('\n----\n\n'))
}

function packageOf(id) {
  for (let folder = dirname(id); folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, 'package.json')) && readJson(join(folder, 'package.json')).name) return folder
  throw new Error(`${id} belongs to no package.`)
}

function licenceOf({ folder, name }) {
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  if (!file) throw new Error(`${name} ships no licence: it cannot be copied into ours.`)
  return readFileSync(join(folder, file), 'utf8')
}

function purlOf(name, version) {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}
