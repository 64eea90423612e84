export default {
  test: {
    include: ['*.test.mjs'],
    includeSource: ['src/*.mjs'],
    benchmark: { include: ['*.bench.mjs'] },
    fileParallelism: false,
    reporters: ['default', '@zephyr-reporters/vitest'],
  },
}
