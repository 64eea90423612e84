export function gross(net: number, rate = 0.19): number {
  return Math.round(net * (1 + rate) * 100) / 100
}
