export default {
  reporters: ['default', '@zephyr-reporters/jest'],
  projects: [
    { displayName: 'api', testMatch: ['<rootDir>/test/api/*.test.js'], transform: {} },
    { displayName: 'web', testMatch: ['<rootDir>/test/web/*.test.js'], transform: {} },
  ],
}
