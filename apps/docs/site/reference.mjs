import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Application } from 'typedoc'
import { publicPackages } from '../../../scripts/prepare-release.mjs'
import { root } from '../src/snippets.ts'

/** Writes the API reference, as Markdown, from the declarations that users get and their docstrings. */
export async function reference(folder) {
  const modules = declarations()
  const app = await Application.bootstrapWithPlugins({
    name: 'API reference',
    plugin: ['typedoc-plugin-markdown'],
    entryPoints: Object.keys(modules),
    tsconfig: join(import.meta.dirname, 'tsconfig.json'),
    out: folder,
    readme: 'none',
    skipErrorChecking: true,
    excludeInternal: true,
    excludePrivate: true,
    excludeExternals: true,
    disableSources: true,
    hideGenerator: true,
    entryFileName: 'index',
    githubPages: false,
    validation: { notExported: false, invalidLink: true, notDocumented: false },
    treatValidationWarningsAsErrors: true,
    logLevel: 'Warn',
  })
  const project = await app.convert()
  if (!project || app.logger.hasErrors()) throw new Error('typedoc could not read the declarations')
  // By what a user imports, not by where it lies.
  for (const child of project.children ?? []) {
    const path = Object.keys(modules).find((name) =>
      [`/${child.name}.d.ts`, `/${child.name}/index.d.ts`].some((end) => name.endsWith(end)),
    )
    if (!path) throw new Error(`typedoc made a module ${child.name} of none of ours`)
    child.name = modules[path]
  }
  app.validate(project)
  await app.generateOutputs(project)
  if (app.logger.hasErrors()) throw new Error('typedoc found wrong links')
  plain(folder)
}

/** What `exports` of the public packages name: the declaration's path, and how it is imported. */
function declarations() {
  const found = {}
  for (const folder of publicPackages()) {
    const { name, exports = {} } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
    for (const [subpath, { types }] of Object.entries(exports))
      if (types && subpath !== './internal') found[join(root, folder, types)] ??= `${name}${subpath.slice(1)}`
  }
  return found
}

/** Nobody edits these pages. */
function plain(folder) {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.md')) continue
    const path = join(folder, name)
    writeFileSync(path, `---\neditLink: false\n---\n\n${readFileSync(path, 'utf8')}`)
  }
}
