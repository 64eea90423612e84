// `npm run licences`: what our packages bring along into others' projects may be used by anybody. Fails on any licence that
// is not named here.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { publicPackages } from './prepare-release.mjs'

const allowed = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'MIT-0']

const filters = publicPackages().flatMap((folder) => ['--filter', `./${folder}`])
const args = [...filters, 'licenses', 'list', '--prod', '--json']
const byLicence = JSON.parse(
  execFileSync('pnpm', args, { encoding: 'utf8', shell: process.platform === 'win32', maxBuffer: 1 << 26 }),
)
// Libraries that the build copied in are no dependencies any more; each package lists them.
for (const folder of publicPackages()) {
  const path = `${folder}/dist/bundled.cdx.json`
  if (!existsSync(path)) continue
  for (const { name, licenses = [] } of JSON.parse(readFileSync(path, 'utf8')).components) {
    const licence = licenses.map(({ license, expression }) => expression ?? license.id ?? license.name).join(' AND ')
    byLicence[licence] = [...(byLicence[licence] ?? []), { name: `${name} (in ${folder})` }]
  }
}
let count = 0
for (const [licence, packages] of Object.entries(byLicence)) {
  count += packages.length
  console.log(`${licence}: ${packages.map(({ name }) => name).join(', ')}`)
  if (allowed.includes(licence)) continue
  console.error(`Not allowed: ${licence}`)
  process.exitCode = 1
}
if (count === 0) throw new Error('No dependency was found, so nothing was checked')
console.log(`${count} packages`)
