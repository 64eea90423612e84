module.exports = {
  testEnvironment: 'node',
  transform: {},
  testTimeout: 300,
  maxWorkers: 2,
  testMatch: ['<rootDir>/tests/**/*.test.js', '<rootDir>/tests/**/*.spec.js'],
  reporters: ['default', '@zephyr-reporters/jest'],
}
