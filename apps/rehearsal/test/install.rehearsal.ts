import { describe, expect, inject, test } from 'vitest'
import { startEmulator } from '../../emulator/dist/index.js'
import { createProject, managers, typeOf } from '../src/stranger.ts'
import { suites } from '../src/suites.ts'

// Each runner with each package manager, in an empty folder, by the README of its package.

describe.each(managers)('$name', (manager) => {
  test.each(suites().filter(({ runner }) => !manager.not?.includes(runner)))(
    '$runner: install, dry run, doctor, delivery',
    async ({ runner, packages, command, files, records }) => {
      const project = await createProject(inject('folder'), manager, inject('registry'))
      await project.add(...packages, `@zephyr-reporters/${runner}`, '@zephyr-reporters/cli')
      project.write(files(typeOf(project)))

      const dry = await project.exec(command, { ZEPHYR_DRY_RUN: 'true' })
      expect(dry.output).toMatch(/Zephyr would record 2 test cases: 1 passed, 1 failed/)
      expect(dry.code, 'the runner judges, dry run or not').toBe(1)

      const emulator = await startEmulator({ newMs: 1, queuedMs: 1 })
      try {
        const env = { ZEPHYR_URL: emulator.url, ZEPHYR_TOKEN: emulator.token }
        const doctor = await project.exec(['zephyr-report', 'doctor'], env)
        expect(doctor.output).not.toContain('FAIL')
        expect(doctor.code).toBe(0)

        const delivered = await project.exec(command, env)
        expect(delivered.code).toBe(1)
        expect(delivered.output).toMatch(/Delivered to Zephyr/)
        expect(
          emulator.records({ jobId: emulator.jobs()[0]?.id }).map(({ status, name }) => `${status} ${name}`),
        ).toEqual(records)
      } finally {
        await emulator.close()
      }
    },
  )
})

test('what the version before could not deliver, the next one sends, once', async () => {
  const { before, after } = inject('versions')
  const project = await createProject(inject('folder'), managers[0] ?? expect.fail(), inject('registry'))
  const [jest] = suites()
  if (!jest) return expect.fail('no suite')
  await project.add('jest', `@zephyr-reporters/jest@${before}`, `@zephyr-reporters/cli@${before}`)
  project.write(jest.files(typeOf(project)))
  const emulator = await startEmulator({ newMs: 1, queuedMs: 1 })
  const { url, token } = emulator
  const port = Number(new URL(url).port)
  await emulator.close()
  const failed = await project.exec(jest.command, { ZEPHYR_URL: url, ZEPHYR_TOKEN: token, ZEPHYR_RETRIES: '0' })
  expect(failed.output).toMatch(/not delivered/i)

  await project.add(`@zephyr-reporters/jest@${after}`, `@zephyr-reporters/cli@${after}`)
  const back = await startEmulator({ newMs: 1, queuedMs: 1, port })
  try {
    const env = { ZEPHYR_URL: url, ZEPHYR_TOKEN: back.token }
    const sent = await project.exec(['zephyr-report', 'resend'], env)
    expect(sent.output).toMatch(/Delivered to Zephyr/)
    expect(sent.code).toBe(0)
    await project.exec(['zephyr-report', 'resend'], env)
    expect(back.runs()).toHaveLength(1)
    expect((await project.exec(jest.command, env)).output).toMatch(/Delivered to Zephyr/)
    expect(back.jobs()).toHaveLength(1)
  } finally {
    await back.close()
  }
})
