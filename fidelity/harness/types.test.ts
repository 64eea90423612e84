import { join } from 'node:path'
import { expect, test } from 'vitest'
import { installOf as installOfJest, newest as jest } from '../jest/jest.ts'
import { installOf as installOfVitest, newest as vitest } from '../vitest/vitest.ts'
import { project } from './project.ts'

const installs = { jest: installOfJest(jest), vitest: installOfVitest(vitest) }
const repository = join(import.meta.dirname, '../..')

// Each resolution by one compiler, the oldest that is supported and the newest: all of a runner's own types are checked too.
test.concurrent.for(
  (['jest', 'vitest'] as const).flatMap((runner) => [
    { runner, compiler: 'typescript-5', module: 'nodenext', resolution: 'nodenext' },
    { runner, compiler: 'typescript', module: 'esnext', resolution: 'bundler' },
  ]),
)(
  '$runner: a typed configuration compiles with $compiler ($resolution), a wrong option does not',
  async ({ runner, compiler, module, resolution }) => {
    const { run } = await project({
      suite: join(import.meta.dirname, '..', runner, 'suite/typed'),
      runner,
      install: installs[runner],
      bin: join(repository, 'node_modules', compiler, 'bin/tsc'),
    })
    const { code, stdout } = await run([
      ...['--noEmit', '--strict', '--target', 'es2022', '--skipLibCheck', 'false', '--types', 'node'],
      ...['--module', module, '--moduleResolution', resolution, `${runner}.config.ts`],
    ])
    expect(code, stdout).toBe(0)
  },
)
