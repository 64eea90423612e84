import { createColumn } from './columns.js'

// Numbers a million names in some 20 bytes each: a name is kept as its hash. Two of a million names have the same one
// with a probability below 1 in 30 million.

/** Two independent 32-bit hashes (cyrb53, with all its bits). */
export interface Hash {
  high: number
  low: number
}

/** Gives each hash a number, from 0, in the order in which they come. */
export function createHashTable() {
  const highs = createColumn(4)
  const lows = createColumn(4)
  let capacity = 4096
  /** For each slot a number plus 1; 0 where it is free. */
  let slots = new Uint32Array(capacity)
  let size = 0

  function slotOf(high: number, low: number): number {
    let slot = low % capacity
    for (let held = slots[slot] ?? 0; held !== 0; held = slots[slot] ?? 0) {
      if (lows.get(held - 1) === low && highs.get(held - 1) === high) return slot
      slot = slot + 1 === capacity ? 0 : slot + 1
    }
    return slot
  }

  function grow() {
    capacity = Math.ceil(capacity * 1.5)
    slots = new Uint32Array(capacity)
    for (let number = 0; number < size; number++) {
      let slot = lows.get(number) % capacity
      while (slots[slot] !== 0) slot = slot + 1 === capacity ? 0 : slot + 1
      slots[slot] = number + 1
    }
  }

  return {
    /** @returns -1 where the hash has no number */
    find: ({ high, low }: Hash): number => (slots[slotOf(high, low)] ?? 0) - 1,
    /** @returns the hash's number, which it has from now on */
    numberOf({ high, low }: Hash): number {
      const slot = slotOf(high, low)
      const held = slots[slot] ?? 0
      if (held !== 0) return held - 1
      const number = size++
      highs.set(number, high)
      lows.set(number, low)
      slots[slot] = number + 1
      if (size > capacity * 0.75) grow()
      return number
    },
  }
}

/** Of a name in its scope: no name begins where its scope ends. */
export function hashOfName(scope: string, name: string): Hash {
  const start = hashOfScope(scope)
  return finished(addText(start, name))
}

/** Takes in one text or number after another. */
export function createHash() {
  const state = { high: highStart, low: lowStart }
  return {
    addText(text: string) {
      addText(state, text, state)
      addNumber(state, text.length)
    },
    addNumber: (number: number) => addNumber(state, number),
    finish: () => finished(state),
  }
}

const highStart = 0xdeadbeef
const lowStart = 0x41c6ce57

function addText({ high, low }: Hash, text: string, into: Hash = { high: 0, low: 0 }): Hash {
  let a = high
  let b = low
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
  }
  into.high = a
  into.low = b
  return into
}

/** 32 bits of the number. */
function addNumber(into: Hash, number: number) {
  into.high = Math.imul(into.high ^ (into.high >>> 15) ^ number, 2654435761)
  into.low = Math.imul(into.low ^ (into.low >>> 15) ^ number, 1597334677)
}

function finished({ high, low }: Hash): Hash {
  const a = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  const b = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return { high: b >>> 0, low: a >>> 0 }
}

/** The scope's part, worked out once for all its names that come one after another. */
let latest: { scope: string; hash: Hash } | undefined

function hashOfScope(scope: string): Hash {
  if (latest?.scope === scope) return latest.hash
  const hash = addText({ high: highStart, low: lowStart }, `${scope}\0`)
  latest = { scope, hash }
  return hash
}
