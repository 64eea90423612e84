import { randomFrom } from '../random.js'
import type { Operation } from '../routes/operations.js'
import { boundTo, type Fault } from './fault.js'
import { type Habits, type HabitsInput, parseHabits } from './habits.js'

export type HabitsEngine = ReturnType<typeof createHabits>

/** The habits in force, and what goes wrong with each request. */
export function createHabits(input: HabitsInput = {}) {
  let habits = parseHabits(input)
  let state = begin(habits)
  const listeners: (() => void)[] = []
  return {
    get current(): Habits {
      return habits
    },
    /** Requests are counted from 1 again, and chance begins anew at the seed. Throws where they cannot be used. */
    set(input: unknown) {
      habits = parseHabits(input)
      state = begin(habits)
      for (const listener of listeners) listener()
    },
    onChange(listener: () => void) {
      listeners.push(listener)
    },
    /** Called once for each request. @returns the fault that it meets. */
    faultFor: (operation: Operation | undefined): Fault | undefined => faultFor(state, operation),
    /** Decides by the seed whether something of this likelihood (0 to 1) happens now. */
    happens: (chance: number) => chance >= 1 || state.random() < chance,
  }
}

interface State {
  random: () => number
  counts: Map<Operation, number>
  faults: { fault: Fault; operations: ReadonlySet<Operation>; met: number }[]
}

const begin = ({ seed, faults }: Habits): State => ({
  random: randomFrom(seed),
  counts: new Map(),
  faults: faults.map((fault) => ({ fault, operations: boundTo(fault), met: 0 })),
})

function faultFor({ random, counts, faults }: State, operation: Operation | undefined): Fault | undefined {
  if (operation === undefined) return undefined
  const nth = (counts.get(operation) ?? 0) + 1
  counts.set(operation, nth)
  const found = faults.find(
    ({ fault, operations, met }) =>
      operations.has(operation) &&
      fits(fault, nth) &&
      met < (fault.times ?? Number.POSITIVE_INFINITY) &&
      (fault.chance === undefined || random() < fault.chance),
  )
  if (!found) return undefined
  found.met++
  return found.fault
}

function fits({ nth, from = 1, until = Number.POSITIVE_INFINITY }: Fault, count: number): boolean {
  const listed = nth === undefined || (typeof nth === 'number' ? nth === count : nth.includes(count))
  return listed && count >= from && count <= until
}
