const execArgv = ['--max-old-space-size=80']
export default { test: { include: ['*.test.mjs'], pool: 'forks', execArgv, poolOptions: { forks: { execArgv } }, teardownTimeout: 2000, reporters: ['default', '@zephyr-reporters/vitest'] } }
