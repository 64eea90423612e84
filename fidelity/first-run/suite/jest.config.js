/** @type {import('jest').Config} */
const config = {
  // reporters: undefined,
  testEnvironment: 'node',
}

export default config
