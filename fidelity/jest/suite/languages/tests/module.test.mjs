import { setTimeout } from 'node:timers/promises'; await setTimeout(1); test('passes', () => {}); test('fails', () => { throw new Error('esm') })
