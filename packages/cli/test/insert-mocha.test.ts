import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../core/test/folder.ts'
import { addReporter, runnersIn } from '../src/setup/find-runners.js'

/** A folder with Mocha and one configuration file. */
function project(name: string, text: string) {
  const folder = temporaryFolder()
  mkdirSync(folder, { recursive: true })
  const manifest = { devDependencies: { mocha: '^11.0.0' } }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  writeFileSync(join(folder, name), text)
  const [runner, ...others] = runnersIn(folder)
  expect(others).toEqual([])
  return { folder, runner, read: () => readFileSync(join(folder, name), 'utf8') }
}

describe('Mocha takes one reporter', () => {
  test.each([
    ['.mocharc.json', '{ "spec": "test" }', /"reporter": "@zephyr-reporters\/mocha"/],
    ['.mocharc.cjs', "module.exports = { spec: 'test' }\n", /reporter: '@zephyr-reporters\/mocha', spec: 'test'/],
    ['package.json', '{ "devDependencies": { "mocha": "11" }, "mocha": { "spec": "test" } }', /"reporter": "@zephyr/],
  ])('%s: it is put in', async (name, text, expected) => {
    const { folder, runner, read } = project(name, text)
    expect(runner).toMatchObject({ title: 'Mocha', configs: [name], added: false })
    expect(runner && (await addReporter(folder, runner))).toBe(name)
    expect(read()).toMatch(expected)
    expect(runnersIn(folder)[0]?.added).toBe(true)
  })

  test.each([
    ['.mocharc.json', '{ "reporter": "dot" }'],
    ['.mocharc.cjs', "module.exports = { reporter: 'dot' }\n"],
    ['.mocharc.yml', 'spec: test\n'],
    ['.mocharc.jsonc', '{ /* why */ "spec": "test" }'],
  ])('%s: %s is left alone', async (name, text) => {
    const { folder, runner, read } = project(name, text)
    expect(runner && (await addReporter(folder, runner))).toBeUndefined()
    expect(read()).toBe(text)
  })
})
