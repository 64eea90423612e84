// Numbers a million names in some 14 bytes each: a name is kept as its hash. Two of a million names have the same one
// with a probability below 1 in 30 million.

/** Two independent 32-bit hashes (cyrb53, with all its bits). Signed: V8 would keep larger numbers as objects. */
export interface Hash {
  high: number
  low: number
}

const pieceBits = 12
const inPiece = (1 << pieceBits) - 1
/** The share of the slots that may be taken: a fuller table is searched for long, an emptier one takes memory. */
const fullest = 0.8
const growth = 1.25

/** Gives each hash a number, from 0, in the order in which they come. */
export function createHashTable() {
  /** Both halves of each hash, low and high, by number. */
  const pieces: Int32Array[] = []
  let size = 0
  let capacity = 1024
  /**
   * By hash, in open addressing: a number plus 1, and in the bits that no number needs those of the high half. So of
   * hashes that share a slot hardly one has to be looked up among the pieces, which is what takes the time. 0: free.
   */
  let slots = new Int32Array(capacity)
  /** The bits of a slot that hold the number. */
  let numberBits = 1023

  const pieceOf = (number: number) => pieces[number >>> pieceBits] ?? newPiece(pieces)
  const placeOf = (number: number) => (number & inPiece) * 2

  /** @returns the slot that holds the hash, or the free one where it belongs */
  function slotOf(high: number, low: number): number {
    const mark = high & ~numberBits
    let slot = (low >>> 0) % capacity
    for (let held = slots[slot] ?? 0; held !== 0; held = slots[slot] ?? 0) {
      if ((held & ~numberBits) === mark && isHash((held & numberBits) - 1, high, low)) return slot
      slot = slot + 1 === capacity ? 0 : slot + 1
    }
    return slot
  }

  function isHash(number: number, high: number, low: number): boolean {
    const piece = pieceOf(number)
    const at = placeOf(number)
    return piece[at] === low && piece[at + 1] === high
  }

  function grow() {
    capacity = Math.ceil(capacity * growth)
    while (numberBits < capacity) numberBits = numberBits * 2 + 1
    release(slots)
    slots = new Int32Array(capacity)
    for (let number = 0; number < size; number++) {
      const piece = pieceOf(number)
      const at = placeOf(number)
      let slot = ((piece[at] ?? 0) >>> 0) % capacity
      while (slots[slot] !== 0) slot = slot + 1 === capacity ? 0 : slot + 1
      slots[slot] = ((piece[at + 1] ?? 0) & ~numberBits) | (number + 1)
    }
  }

  return {
    /** @returns -1 where the hash has no number */
    find: ({ high, low }: Hash): number => ((slots[slotOf(high, low)] ?? 0) & numberBits) - 1,
    /** @returns the hash's number, which it has from now on */
    numberOf({ high, low }: Hash): number {
      const slot = slotOf(high, low)
      const held = slots[slot] ?? 0
      if (held !== 0) return (held & numberBits) - 1
      const number = size++
      const piece = pieceOf(number)
      const at = placeOf(number)
      piece[at] = low
      piece[at + 1] = high
      slots[slot] = (high & ~numberBits) | (number + 1)
      if (size > capacity * fullest) grow()
      return number
    },
  }
}

/**
 * Hands the memory to an object that nobody holds, which goes with the next collection of new objects. The array itself is
 * old by now: its memory would stay until all objects are collected, and so would that of each array before it.
 */
function release({ buffer }: Int32Array<ArrayBuffer>) {
  structuredClone(buffer, { transfer: [buffer] })
}

/** Memory is taken piece by piece, and never copied. */
function newPiece(pieces: Int32Array[]): Int32Array {
  const piece = new Int32Array(2 << pieceBits)
  pieces.push(piece)
  return piece
}

/** The latest scope and its part of the hash: its names mostly come one after another. */
let latestScope: string | undefined
const scopeHash: Hash = { high: 0, low: 0 }
const nameHash: Hash = { high: 0, low: 0 }

/** The hash of a name in its scope; the two are hashed apart, so that no name begins where its scope ends. */
export function hashOfName(scope: string, name: string): Hash {
  if (scope !== latestScope) {
    latestScope = scope
    addText(start, scope, scopeHash)
    addNumber(scopeHash, scope.length)
  }
  addText(scopeHash, name, nameHash)
  return finished(nameHash)
}

/** Takes in one text or number after another. */
export function createHash() {
  const state = { ...start }
  return {
    addText(text: string) {
      addText(state, text, state)
      addNumber(state, text.length)
    },
    addNumber: (number: number) => addNumber(state, number),
    finish: () => finished(state),
  }
}

const start: Hash = { high: 0xdeadbeef | 0, low: 0x41c6ce57 }

function addText({ high, low }: Hash, text: string, into: Hash) {
  let a = high
  let b = low
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
  }
  into.high = a
  into.low = b
}

/** 32 bits of the number. */
function addNumber(into: Hash, number: number) {
  into.high = Math.imul(into.high ^ (into.high >>> 15) ^ number, 2654435761)
  into.low = Math.imul(into.low ^ (into.low >>> 15) ^ number, 1597334677)
}

function finished({ high, low }: Hash): Hash {
  const a = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  const b = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return { high: b, low: a }
}
