import { expect, test } from 'vitest'
import { packageOf } from '../../src/results/names.js'

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
  expect(packageOf({ file: `${root}/${file}`, project }, root, 'jest')).toBe(expected)
})

test('outside the root a file counts from the nearest common folder; what has no file belongs to the runner', () => {
  expect(packageOf({ file: '/nowhere/shared/a.test.js' }, root, 'jest')).toBe('shared.a')
  expect(packageOf({ project: 'm.obile' }, root, 'jest')).toBe('m_obile.jest')
  expect(packageOf({}, root, 'vitest')).toBe('vitest')
})
