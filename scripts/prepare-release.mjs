// Fills in, right before publishing, what only the releasing repository knows: `repository`, `homepage` and `bugs` of each
// public package (npm's provenance compares `repository` with where the release ran), and absolute addresses in place of
// the READMEs' relative links, which lead nowhere on npm. Changes files; the release workflow never commits them.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Folders of the packages that are published, from the root. */
export function publicPackages(folder = root) {
  return ['packages', 'apps'].flatMap((parent) =>
    readdirSync(join(folder, parent))
      .map((name) => `${parent}/${name}`)
      .filter((name) => existsSync(join(folder, name, 'package.json')) && !manifestOf(folder, name).private),
  )
}

/** @param {string} address of the repository's page, as `https://github.com/acme/zephyr-reporters` */
export function withRepository(manifest, directory, address) {
  return {
    ...manifest,
    repository: { type: 'git', url: `git+${address}.git`, directory },
    homepage: `${address}/tree/HEAD/${directory}#readme`,
    bugs: { url: `${address}/issues` },
  }
}

/** Markdown whose relative links and pictures are absolute. `directory` is where the page lies, from the root. */
export function withAbsoluteLinks(markdown, directory, address) {
  return markdown.replace(/(!?)(\[[^\]]*\])\((?!#|[a-z]+:)([^)\s]+)\)/g, (_, picture, text, link) => {
    const path = posix.normalize(posix.join(directory, link))
    return `${picture}${text}(${address}/${picture ? 'raw' : 'blob'}/HEAD/${path})`
  })
}

function manifestOf(folder, name) {
  return JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8'))
}

function prepare(address) {
  for (const name of publicPackages()) {
    const manifest = withRepository(manifestOf(root, name), name, address)
    writeFileSync(join(root, name, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
    const readme = join(root, name, 'README.md')
    writeFileSync(readme, withAbsoluteLinks(readFileSync(readme, 'utf8'), name, address))
    console.log(`${name}: ${manifest.homepage}`)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY } = process.env
  if (!GITHUB_SERVER_URL || !GITHUB_REPOSITORY) {
    console.error('Set GITHUB_SERVER_URL and GITHUB_REPOSITORY (owner/name) to the repository that releases.')
    process.exit(2)
  }
  prepare(`${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}`)
}
