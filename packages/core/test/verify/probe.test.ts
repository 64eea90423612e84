import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { recordsOf } from '@zephyr-reporters/parser-template'
import { expect, test } from 'vitest'
import { readServerFile, writeServerFile } from '../../src/config/server-file.js'
import { measure, probeFile, recordedWord, stockRules } from '../../src/verify/probe.js'

const word = (status: string) => recordedWord(status, new Map([['3', 'Not Executed']]))

/** Executions as a server would show them that reads by the stock template. */
async function stockExecutions() {
  const executions = []
  let id = 1
  for await (const { name, status } of recordsOf(Buffer.from(probeFile())))
    executions.push({ id: id++, name, status: status === 'PASS' ? '1' : '2' })
  return executions
}

test('a server that reads by the stock template is measured as stock', async () => {
  const { rules, problems } = measure(await stockExecutions(), word, () => 'name')
  expect(problems).toEqual([])
  expect(rules).toEqual(stockRules)
})

test('a server that knows skipped, reads errors and drops what it does not know is measured as it is', async () => {
  const executions = (await stockExecutions())
    .filter(({ name }) => !name.startsWith('long'))
    .map((each) => ({
      ...each,
      status: each.name.includes('skipped') ? '3' : each.name.includes('error') ? '2' : each.status,
    }))
  const { rules } = measure(executions, word)
  expect(rules).toMatchObject({
    skipped: 'not executed',
    error: 'failed',
    longName: 'none',
    dotsMakeFolders: 'unknown',
  })
})

test('nothing can be trusted of a server that records a plain failure as passed', () => {
  const executions = [
    { id: 1, name: 'probe passed', status: '1' },
    { id: 2, name: 'probe failed', status: '1' },
  ]
  expect(measure(executions, word).problems).toEqual(['a failed test case is recorded as passed'])
})

test('the file counts for its own server only, and one that is broken is named', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zephyr-server-'))
  expect(readServerFile(folder, 'https://acme.example')).toBeUndefined()
  const path = writeServerFile(folder, 'https://acme.example/zephyr/flex', stockRules)
  expect(readServerFile(folder, 'https://acme.example')).toMatchObject({ rules: stockRules })
  expect(readServerFile(folder, 'https://other.example')).toBeUndefined()
  writeFileSync(path, '{"rules":1}')
  expect(() => readServerFile(folder, 'https://acme.example')).toThrow(path)
})
