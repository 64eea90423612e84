export const sum = (a, b) => a + b
if (import.meta.vitest) {
  const { test, expect } = import.meta.vitest
  test('in source', () => expect(sum(1, 2)).toBe(4))
}
