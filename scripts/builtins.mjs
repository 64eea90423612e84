// An `import` of one of Node's own modules asks for each of its exports. That of `node:fs` so loads streams, readline
// and `fs/promises` behind its getters: 2 to 4 ms, wherever a runner loads a reporter. `process.getBuiltinModule`
// (Node 20.16) does not. `node:crypto` costs 5 to 9 ms; where nothing is hashed, it is not needed at all.

/** Loaded when one of their functions is first called; only functions can be put off so. */
const late = ['node:crypto', 'node:child_process', 'node:tls', 'node:timers/promises']

/** A rolldown plugin: `import { readFileSync } from "node:fs"` in what is built becomes the cheaper call. */
export function cheapBuiltins() {
  return {
    name: 'cheap-builtins',
    renderChunk: (code) => ({ code: code.replace(/^import (.*) from "(node:[^"]+)";$/gm, rewritten), map: null }),
  }
}

function rewritten(statement, what, name) {
  const loaded = `process.getBuiltinModule("${name}")`
  const names = /^\{ (.*) \}$/.exec(what)?.[1]?.split(', ')
  // `import * as x`, or a default: nobody writes them here.
  if (!names) throw new Error(`Import names from ${name}, so that it can be loaded cheaply: ${statement}`)
  const pairs = names.map((text) => text.split(' as ')).map(([own, local = own]) => ({ own, local }))
  if (late.includes(name) && pairs.every(({ own }) => isPlainFunction(name, own)))
    return pairs.map(({ own, local }) => `const ${local} = (...args) => ${loaded}.${own}(...args);`).join('\n')
  return `const { ${pairs.map(({ own, local }) => (own === local ? own : `${own}: ${local}`)).join(', ')} } = ${loaded};`
}

function isPlainFunction(name, own) {
  return typeof process.getBuiltinModule(name)[own] === 'function' && !/^[A-Z]/.test(own)
}
