// Runs the sources without a build: `node --import ./scripts/source.mjs --conditions=development packages/cli/src/main.ts`.
// Node strips the types itself; here `./name.js` in a source file finds `name.ts`, as TypeScript does.
import { existsSync } from 'node:fs'
import * as module from 'node:module'
import { fileURLToPath } from 'node:url'
import { needsNewerNode } from './newer-node.mjs'

needsNewerNode()

module.registerHooks({
  resolve(specifier, context, next) {
    if (!/^\.\.?\/.*\.js$/.test(specifier) || !context.parentURL?.endsWith('.ts')) return next(specifier, context)
    const source = new URL(specifier.replace(/js$/, 'ts'), context.parentURL)
    return existsSync(fileURLToPath(source)) ? next(source.href, context) : next(specifier, context)
  },
})
