// What a reporter loads, as `@zephyr-reporters/core/report`.

export { guarded } from '@zephyr-reporters/reporter-kit'
export { printInactive } from './reporter/inactive.js'
export type { Interruption } from './reporter/interrupt.js'
export * from './reporter/session.js'
export { runFailure } from './results/model.js'
