export const inches = (centimetres: number): number => centimetres / 2.54

export function search(words: readonly string[], wanted: string): string[] {
  if (wanted === '') throw new RangeError('nothing to search for')
  return words.filter((word) => word.includes(wanted))
}
