import { expect, test } from 'vitest'
import { compare, type ReadExecution, type SentCase } from '../../src/verify/compare.js'

const sent = (name: string, status: string, ...folders: string[]): SentCase => ({ name, status, folders })
let ids = 0
const execution = (name: string, status: string, folders?: readonly string[]): ReadExecution => ({
  id: ++ids,
  name,
  status,
  folders,
})

test('every test case is right, wrong or missing, and what was there before is counted', () => {
  const result = compare(
    [sent('adds', 'PASS', 'a'), sent('pays', 'FAIL', 'a'), sent('ships', 'PASS', 'a')],
    [execution('adds', 'PASS', ['a']), execution('pays', 'PASS', ['a']), execution('old', 'PASS', ['a'])],
  )
  expect(result).toMatchObject({
    right: 1,
    wrong: [{ name: 'pays', expected: 'FAIL', found: 'PASS' }],
    missing: [{ name: 'ships', expected: 'PASS' }],
    before: 1,
  })
})

test('the same name in another folder is another test case', () => {
  const result = compare(
    [sent('loads', 'PASS', 'a'), sent('loads', 'FAIL', 'b')],
    [execution('loads', 'FAIL', ['b']), execution('loads', 'PASS', ['a'])],
  )
  expect(result).toMatchObject({ right: 2, wrong: [], missing: [], before: 0 })
  const swapped = compare(
    [sent('loads', 'PASS', 'a'), sent('loads', 'FAIL', 'b')],
    [execution('loads', 'FAIL', ['a']), execution('loads', 'PASS', ['b'])],
  )
  expect(swapped.wrong).toHaveLength(2)
})

test('two of one name in a folder are compared as a set, in any order', () => {
  const two = [sent('twice', 'PASS', 'a'), sent('twice', 'FAIL', 'a')]
  expect(compare(two, [execution('twice', 'FAIL', ['a']), execution('twice', 'PASS', ['a'])])).toMatchObject({
    right: 2,
  })
  expect(compare(two, [execution('twice', 'PASS', ['a']), execution('twice', 'PASS', ['a'])])).toMatchObject({
    right: 1,
    wrong: [{ expected: 'FAIL', found: 'PASS' }],
  })
})

test('where the server shows no folders the name alone decides', () => {
  const result = compare(
    [sent('loads', 'PASS', 'a'), sent('loads', 'FAIL', 'b')],
    [execution('loads', 'FAIL'), execution('loads', 'PASS')],
  )
  expect(result).toMatchObject({ right: 2, missing: [], before: 0 })
})

test('each test case gets the execution it was recorded in', () => {
  const [first, second] = [execution('b', 'FAIL', ['x']), execution('a', 'FAIL', ['x'])]
  const result = compare([sent('a', 'FAIL', 'x'), sent('b', 'PASS', 'x'), sent('c', 'PASS', 'x')], [first, second])
  expect(result.executions.map((found) => found?.executionId)).toEqual([second.id, first.id, undefined])
})
