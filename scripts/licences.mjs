// `npm run licences`: what our packages bring along into others' projects may be used by anybody. Fails on any licence that
// is not named here.
import { execFileSync } from 'node:child_process'
import { publicPackages } from './prepare-release.mjs'

const allowed = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'MIT-0']

const filters = publicPackages().flatMap((folder) => ['--filter', `./${folder}`])
const args = [...filters, 'licenses', 'list', '--prod', '--json']
const byLicence = JSON.parse(
  execFileSync('pnpm', args, { encoding: 'utf8', shell: process.platform === 'win32', maxBuffer: 1 << 26 }),
)
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
