export const total = (items) => items.reduce((sum, { price, count = 1 }) => sum + price * count, 0)

export function discounted(amount, code) {
  if (code === 'SPRING') return amount * 0.9
  if (code === undefined) return amount
  throw new RangeError(`unknown code ${code}`)
}
