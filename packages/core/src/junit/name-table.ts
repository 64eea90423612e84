import { createColumn } from './columns.js'

// Numbers a million names in some 14 bytes each: a name is kept as its hash. Two of a million names have the same one
// with a probability below 1 in 30 million.

/** Two independent 32-bit hashes (cyrb53, with all its bits). Signed: V8 would keep larger numbers as objects. */
export interface Hash {
  high: number
  low: number
}

const pieceBits = 12
const inPiece = (1 << pieceBits) - 1
/** Of each hash: its low and its high half, and the number of the next one in its bucket, plus 1. */
const fields = 3
const mostInBucket = 2

/**
 * Gives each hash a number, from 0, in the order in which they come. Grows by one bucket after another (linear hashing):
 * a table that doubles would be in memory twice meanwhile, and leave its former self behind.
 */
export function createHashTable() {
  const pieces: Int32Array[] = []
  /** Of each bucket the number of its latest hash, plus 1. */
  const heads = createColumn(4)
  /** The buckets at the beginning of this round of splitting: a power of 2. */
  let base = 1024
  let buckets = base
  let size = 0

  const pieceOf = (number: number) => pieces[number >>> pieceBits] ?? newPiece(pieces)
  const placeOf = (number: number) => (number & inPiece) * fields

  function bucketOf(low: number): number {
    const bucket = low & (2 * base - 1)
    return bucket < buckets ? bucket : low & (base - 1)
  }

  function find(bucket: number, high: number, low: number): number {
    let number = heads.get(bucket) - 1
    while (number >= 0) {
      const piece = pieceOf(number)
      const at = placeOf(number)
      if (piece[at] === low && piece[at + 1] === high) return number
      number = (piece[at + 2] ?? 0) - 1
    }
    return -1
  }

  function put(bucket: number, number: number) {
    pieceOf(number)[placeOf(number) + 2] = heads.get(bucket)
    heads.set(bucket, number + 1)
  }

  /** Shares the hashes of one bucket with a new one. */
  function split() {
    const bucket = buckets - base
    let number = heads.get(bucket) - 1
    heads.set(bucket, 0)
    buckets++
    while (number >= 0) {
      const piece = pieceOf(number)
      const at = placeOf(number)
      const next = (piece[at + 2] ?? 0) - 1
      put(bucketOf(piece[at] ?? 0), number)
      number = next
    }
    if (buckets === 2 * base) base = buckets
  }

  return {
    /** @returns -1 where the hash has no number */
    find: ({ high, low }: Hash): number => find(bucketOf(low), high, low),
    /** @returns the hash's number, which it has from now on */
    numberOf({ high, low }: Hash): number {
      const bucket = bucketOf(low)
      const known = find(bucket, high, low)
      if (known >= 0) return known
      const number = size++
      const piece = pieceOf(number)
      const at = placeOf(number)
      piece[at] = low
      piece[at + 1] = high
      put(bucket, number)
      if (size > buckets * mostInBucket) split()
      return number
    },
  }
}

/** Memory is taken piece by piece, and never copied. */
function newPiece(pieces: Int32Array[]): Int32Array {
  const piece = new Int32Array(fields << pieceBits)
  pieces.push(piece)
  return piece
}

/** The latest scope and its part of the hash: its names mostly come one after another. */
let latestScope: string | undefined
const scopeHash: Hash = { high: 0, low: 0 }
const nameHash: Hash = { high: 0, low: 0 }

/** Of a name in its scope: no name begins where its scope ends. */
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
