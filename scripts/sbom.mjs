// `node scripts/sbom.mjs FILE`: a CycloneDX list of all that comes with our packages, from what npm installs of them. Packs
// the packages as they are built here.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publicPackages } from './prepare-release.mjs'

const [output] = process.argv.slice(2)
if (!output) {
  console.error('usage: node scripts/sbom.mjs FILE')
  process.exit(2)
}
const root = fileURLToPath(new URL('..', import.meta.url))
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const folder = mkdtempSync(join(tmpdir(), 'zephyr-sbom-'))
try {
  for (const name of publicPackages())
    run('npx', ['--yes', packageManager, 'pack', '--pack-destination', folder], join(root, name))
  const tarballs = readdirSync(folder).filter((name) => name.endsWith('.tgz'))
  const { version } = JSON.parse(readFileSync(join(root, 'packages/core/package.json'), 'utf8'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'zephyr-reporters', version, license: 'MIT' }))
  // The runners are peers: everybody has their own.
  const quiet = ['--legacy-peer-deps', '--no-audit', '--no-fund', '--ignore-scripts']
  run('npm', ['install', ...quiet, ...tarballs.map((name) => `./${name}`)], folder)
  const sbom = run(
    'npm',
    ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'library', '--legacy-peer-deps'],
    folder,
  )
  writeFileSync(output, sbom)
  console.log(`${output}: ${JSON.parse(sbom).components.length} components`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function run(command, args, cwd) {
  return execFileSync(command, args, { cwd, encoding: 'utf8', shell: process.platform === 'win32', maxBuffer: 1 << 26 })
}
