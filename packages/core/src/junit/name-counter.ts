// Counts a million names in a few bytes each: names are kept as 52-bit hashes.

/** Counts how often each name was seen in its scope. */
export function createNameCounter() {
  let capacity = 1 << 12
  let keys = new Float64Array(capacity)
  /** One byte each; what is more often there is in `many`. */
  let counts = new Uint8Array(capacity)
  const many = new Map<number, number>()
  let size = 0

  function slotOf(key: number): number {
    let slot = key % capacity
    while (keys[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) % capacity
    return slot
  }

  function grow() {
    const [oldKeys, oldCounts] = [keys, counts]
    capacity *= 2
    keys = new Float64Array(capacity)
    counts = new Uint8Array(capacity)
    oldKeys.forEach((key, index) => {
      if (key === 0) return
      const slot = slotOf(key)
      keys[slot] = key
      counts[slot] = oldCounts[index] ?? 0
    })
  }

  /** The name's slot, its own from now on. */
  function ownSlot(key: number): number {
    if (size > capacity * 0.6) grow()
    const slot = slotOf(key)
    if (keys[slot] === 0) size++
    keys[slot] = key
    return slot
  }

  function setCount(key: number, slot: number, count: number) {
    counts[slot] = Math.min(count, most)
    if (count >= most) many.set(key, count)
  }

  return {
    has: (key: NameKey) => size > 0 && keys[slotOf(key)] !== 0,
    /** @returns how often the name was counted */
    count(key: NameKey): number {
      const slot = slotOf(key)
      if (keys[slot] === 0) return 0
      return counts[slot] === most ? (many.get(key) ?? most) : (counts[slot] ?? 0)
    },
    /** Counts the name once more. @returns how often that makes */
    add(key: NameKey): number {
      const slot = ownSlot(key)
      const count = (counts[slot] === most ? (many.get(key) ?? most) : (counts[slot] ?? 0)) + 1
      setCount(key, slot, count)
      return count
    },
  }
}

const most = 255

/** What stands for a name in its scope: two independent 32-bit hashes (cyrb53) as one whole number above 0 and below 2^53. */
export type NameKey = number

export function nameKey(scope: string, name: string): NameKey {
  let [a, b] = hashOfScope(scope)
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i)
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return 4294967296 * (2097151 & b) + (a >>> 0) || 1
}

/** The scope's part, worked out once for all its names that come one after another; no name begins where it ends. */
let latest: { scope: string; hash: readonly [number, number] } | undefined

function hashOfScope(scope: string): readonly [number, number] {
  if (latest?.scope === scope) return latest.hash
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  for (let i = 0; i <= scope.length; i++) {
    const code = i < scope.length ? scope.charCodeAt(i) : 0
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
  }
  latest = { scope, hash: [a, b] }
  return latest.hash
}
