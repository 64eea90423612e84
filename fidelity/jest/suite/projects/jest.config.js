module.exports = {
  reporters: ['default', '@zephyr-reporters/jest'],
  projects: [
    { displayName: 'a.p i', rootDir: '<rootDir>/api', transform: {} },
    { displayName: { name: 'mobile', color: 'blue' }, rootDir: '<rootDir>/web', transform: {}, testMatch: ['**/login.v2.test.js', '**/*.test.mjs'] },
    { rootDir: '<rootDir>/web', transform: {}, testMatch: ['**/login.v2.test.js', '**/*.test.mjs'] },
  ],
}
