// What every reporter needs before it loads anything: copied into each at build, so that an inactive reporter imports no
// package at all. `stripAnsi` and `thrown` are for what reporters load later.

export { stripAnsi } from './ansi.js'
export { type Gate, gate } from './gate.js'
export { guarded } from './guarded.js'
export { isRepeated } from './repeated.js'
export { property, textProperty } from './thrown.js'
