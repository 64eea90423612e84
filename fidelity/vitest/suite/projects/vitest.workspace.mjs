// For Vitest before 3.2, which does not know `projects`.
export default [
  { test: { name: 'web.v1', include: ['web/*.test.mjs'] } },
  { test: { name: 'api', include: ['api/*.test.mjs'], pool: 'threads' } },
]
