import { join } from 'node:path'
import { expect, test } from 'vitest'
import { installOf as installOfJest, newest as jest } from '../jest/jest.ts'
import { installOf as installOfVitest, newest as vitest } from '../vitest/vitest.ts'
import { often, project } from './project.ts'

const installs = { jest: installOfJest(jest), vitest: installOfVitest(vitest) }
const repository = join(import.meta.dirname, '../..')

interface Compiled {
  runner: keyof typeof installs
  compiler: 'typescript' | 'typescript-5'
  resolution: 'nodenext' | 'bundler'
  /** Whether all declarations are checked, the runner's own among them: with TypeScript 5 that takes as long as all else. */
  whole: boolean
}

// Each resolution by one compiler, the oldest that is supported and the newest, which is fast; the matrix has all of them.
test.concurrent.for(
  (['jest', 'vitest'] as const).flatMap((runner) =>
    often<Compiled>(
      [
        { runner, compiler: 'typescript-5', resolution: 'nodenext', whole: false },
        { runner, compiler: 'typescript', resolution: 'bundler', whole: true },
      ],
      [
        { runner, compiler: 'typescript-5', resolution: 'nodenext', whole: true },
        { runner, compiler: 'typescript-5', resolution: 'bundler', whole: true },
        { runner, compiler: 'typescript', resolution: 'nodenext', whole: true },
      ],
    ),
  ),
)(
  '$runner: a typed configuration compiles with $compiler ($resolution, all declarations: $whole), a wrong option does not',
  async ({ runner, compiler, resolution, whole }) => {
    const { run } = await project({
      suite: join(import.meta.dirname, '..', runner, 'suite/typed'),
      runner,
      install: installs[runner],
      bin: join(repository, 'node_modules', compiler, 'bin/tsc'),
    })
    const { code, stdout } = await run([
      ...['--noEmit', '--strict', '--target', 'es2022', '--skipLibCheck', String(!whole), '--types', 'node'],
      ...['--module', resolution === 'bundler' ? 'esnext' : resolution, '--moduleResolution', resolution],
      `${runner}.config.ts`,
    ])
    expect(code, stdout).toBe(0)
  },
)
