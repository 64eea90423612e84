import { expect, test } from 'vitest'
import { packageOf } from '../../src/results/packages.js'

const root = '/nowhere/suite'

test.each([
  ['tests/v1.2/login.spec.ts', 'm.obile', 'm_obile.tests.v1_2.login'],
  ['tests/login.test.tsx', undefined, 'tests.login'],
  ['tests/login.e2e.ts', '', 'tests.login'],
  ['tests/login.cy.js', undefined, 'tests.login'],
  ['tests/api.v2.spec.mjs', undefined, 'tests.api_v2'],
  ['tests/types.test-d.ts', undefined, 'tests.types_test-d'],
  ['tests/.spec.ts', undefined, 'tests._spec'],
  ['tests/Makefile', undefined, 'tests.Makefile'],
  ['with space/ü.test.js', 'a > b', 'a > b.with space.ü'],
  // Windows' separators, in a path of Windows or in a name where they are no separators: nothing of it is lost.
  ['tests\\win\\a.test.js', undefined, 'tests.win.a'],
  ['tests/c\\d.test.js', undefined, 'tests.c.d'],
])('%s of project %s is %s', (file, project, expected) => {
  expect(packageOf({ file: `${root}/${file}`, project }, { root, runner: 'jest' })).toBe(expected)
})

const inRoot = { root, runner: 'jest' }

test('outside the root a file counts from the nearest common folder, with `_` for each folder up', () => {
  expect(packageOf({ file: '/nowhere/shared/a.test.js' }, inRoot)).toBe('_.shared.a')
  expect(packageOf({ file: '/nowhere/a.test.js' }, inRoot)).toBe('_.a')
  expect(packageOf({ file: '/a.test.js' }, inRoot)).toBe('_._.a')
})

test('two files outside the root never share a package', () => {
  const folders = ['/', '/nowhere', '/nowhere/shared', '/shared', '/nowhere/_', '/nowhere/suite']
  const packages = folders.map((folder) => packageOf({ file: `${folder}/a.test.js` }, inRoot))
  expect(new Set(packages).size).toBe(folders.length)
})

test('what belongs to no file has the path of the runner’s root, and the runner', () => {
  expect(packageOf({ project: 'm.obile' }, inRoot)).toBe('m_obile.jest')
  expect(packageOf({}, { root, runner: 'vitest' })).toBe('vitest')
  expect(packageOf({}, { ...inRoot, runnerRoot: `${root}/packages/a.b` })).toBe('packages.a_b.jest')
  expect(packageOf({ project: 'web' }, { ...inRoot, runnerRoot: '/nowhere/other' })).toBe('web._.other.jest')
})

test('the prefix stands in front of project and path', () => {
  const options = { ...inRoot, packagePrefix: 'staging/chrome v1.2' }
  expect(packageOf({ file: `${root}/a.test.js`, project: 'web' }, options)).toBe('staging.chrome v1_2.web.a')
  expect(packageOf({}, options)).toBe('staging.chrome v1_2.jest')
})
