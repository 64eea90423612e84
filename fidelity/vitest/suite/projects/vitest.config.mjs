export default {
  test: {
    projects: [
      { test: { name: 'web.v1', include: ['web/*.test.mjs'] } },
      { test: { name: 'api', include: ['api/*.test.mjs'], pool: 'threads' } },
    ],
    reporters: ['default', '@zephyr-reporters/vitest'],
  },
}
