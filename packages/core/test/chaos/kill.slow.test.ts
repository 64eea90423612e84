import { expect, test } from 'vitest'
import { killed } from './kill.mjs'

// SIGKILL at instants spread over what the delivery takes on this machine, then sent again twice at once.

const wholes = { create: { update: false }, update: { update: true }, resend: { update: true, resend: true } }
const instants = { create: 24, update: 24, resend: 12 }
const atOnce = 3
/** More deliveries than this must have been killed before their end. */
const leastUnfinished = 8

test.each(['create', 'update', 'resend'] as const)(
  'killed at many instants of a %s, then sent again: recorded exactly once',
  { timeout: 180_000 },
  async (kind) => {
    const whole = wholes[kind]
    const { ms } = await killed(whole)
    // Several at once take longer than one alone: some instants lie behind that one's end.
    const left = Array.from({ length: instants[kind] }, (_, index) => (index / instants[kind]) * ms * 1.8)
    const outcomes: Awaited<ReturnType<typeof killed>>[] = []
    const worker = async () => {
      for (let after = left.pop(); after !== undefined; after = left.pop()) {
        const outcome = await killed({ ...whole, after })
        outcomes.push(outcome)
        const { receipt, pending } = outcome.left
        const where = `killed after ${after.toFixed()} of ${ms.toFixed()} ms: ${JSON.stringify(outcome)}`
        // At the very first instant nothing has been written yet, and nothing was sent.
        const begun = receipt || pending !== undefined
        expect(outcome.runs, where).toBe(begun ? 1 : 0)
        expect(receipt && pending !== undefined, where).toBe(false)
        expect(outcome.pending, where).toBe(0)
        expect(outcome.rightContent, where).toBe(true)
      }
    }
    const killAll = () => Promise.all(Array.from({ length: atOnce }, worker))
    const statesLeft = () =>
      outcomes.map((outcome) => (outcome.left.receipt ? 'receipt' : (outcome.left.pending ?? 'nothing')))
    await killAll()
    // Where the machine was busier while `ms` was measured than later, most instants lay behind the end: earlier ones too.
    for (let share = 0.8; share > 0.1 && kind !== 'resend' && unfinished(statesLeft()) <= leastUnfinished; share /= 2) {
      left.push(...Array.from({ length: instants[kind] / 2 }, (_, index) => (index / instants[kind]) * 2 * ms * share))
      await killAll()
    }
    // The instants did fall before, between and after.
    const states = statesLeft()
    // A second try asks first, and may never post.
    const underWay = states.filter((state) => state === 'posting' || state === 'inDoubt')
    expect(underWay, states.join()).not.toEqual([])
    if (kind !== 'resend') expect(unfinished(states)).toBeGreaterThan(leastUnfinished)
  },
)

function unfinished(states: readonly string[]): number {
  return states.filter((state) => state !== 'receipt').length
}
