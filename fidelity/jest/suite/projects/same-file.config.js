// Two projects without a name, and two of one name, run the same file: only their settings tell them apart.
const project = (n, more) => ({ rootDir: '<rootDir>/api', transform: {}, globals: { n }, testMatch: ['<rootDir>/same/*.js'], ...more })
module.exports = { reporters: ['default', '@zephyr-reporters/jest'], projects: [project(2), project(1), project(2, { displayName: 'x' }), project(1, { displayName: 'x' })] }
