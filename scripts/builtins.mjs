// An `import` of one of Node's own modules asks for each of its exports. That of `node:fs` so loads streams, readline
// and `fs/promises` behind its getters: 2 to 4 ms, wherever a runner loads a reporter. `process.getBuiltinModule`
// (Node 20.16) does not. `node:crypto` costs 5 to 9 ms; where nothing is hashed, it is not needed at all.

/** Loaded when one of their functions is first called, or one of their classes built. */
const late = [
  'node:crypto',
  'node:child_process',
  'node:tls',
  'node:net',
  'node:os',
  'node:module',
  'node:timers/promises',
  'node:fs/promises',
]

/** An older Node says so in one line, without a stack trace that would hide it. */
const refusal = `if (!process.getBuiltinModule) {
	const message = "Node 20.19 or newer is needed by the Zephyr reporters, and this is " + process.versions.node + ".";
	throw Object.assign(new Error(message), { stack: message });
}`

/** A rolldown plugin: `import { readFileSync } from "node:fs"` in what is built becomes the cheaper call. */
export function cheapBuiltins() {
  return {
    name: 'cheap-builtins',
    renderChunk(code, chunk) {
      const cheap = code.replace(/^import (.*) from "(node:[^"]+)";$/gm, rewritten)
      return { code: chunk.isEntry && cheap !== code ? refusing(cheap) : cheap, map: null }
    },
  }
}

/** Behind the `#!` of a command, without which a shell would run it. */
function refusing(code) {
  const [, hashbang = '', rest] = /^(#!.*\n)?([\s\S]*)$/.exec(code)
  return `${hashbang}${refusal}\n${rest}`
}

function rewritten(statement, what, name) {
  const names = /^\{ (.*) \}$/.exec(what)?.[1]?.split(', ')
  // `import * as x`, or a default: nobody writes them here.
  if (!names) throw new Error(`Import names from ${name}, so that it can be loaded cheaply: ${statement}`)
  const pairs = names.map((text) => text.split(' as ')).map(([own, local = own]) => ({ own, local }))
  const loaded = `process.getBuiltinModule("${name}")`
  if (late.includes(name)) return pairs.map(({ own, local }) => atFirstUse(name, own, local, loaded)).join('\n')
  return `const { ${pairs.map(({ own, local }) => (own === local ? own : `${own}: ${local}`)).join(', ')} } = ${loaded};`
}

function atFirstUse(name, own, local, loaded) {
  if (typeof process.getBuiltinModule(name)[own] !== 'function')
    throw new Error(`${own} of ${name} is no function: it cannot wait for its first use.`)
  if (/^[A-Z]/.test(own))
    return `const ${local} = function (...args) { return Reflect.construct(${loaded}.${own}, args); };`
  return `const ${local} = (...args) => ${loaded}.${own}(...args);`
}
