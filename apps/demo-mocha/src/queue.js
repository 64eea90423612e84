/** First in, first out, up to `limit` items. */
export function createQueue(limit = Number.POSITIVE_INFINITY) {
  const items = []
  return {
    add(item) {
      if (items.length >= limit) throw new RangeError(`The queue is full at ${limit}`)
      items.push(item)
    },
    take: () => items.shift(),
    get length() {
      return items.length
    },
  }
}
