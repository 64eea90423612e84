// The one line that a team adds is the reporter's.
export default {
  reporters: ['default', '@zephyr-reporters/jest'],
  projects: [{ displayName: 'shop', testMatch: ['<rootDir>/tests/**/*.test.js'], transform: {} }],
}
