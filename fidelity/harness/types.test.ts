import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newest as jest } from '../jest/jest.ts'
import { installOf as installOfVitest, newest as vitest } from '../vitest/vitest.ts'
import { project } from './project.ts'

const packages = {
  jest: { jest, typescript: '5.9.3', '@types/node': '22' },
  vitest: installOfVitest(vitest),
}

test.concurrent.each(['jest', 'vitest'] as const)(
  '%s: a typed configuration compiles, a wrong option does not',
  async (runner) => {
    const { run } = await project({
      suite: join(import.meta.dirname, '..', runner, 'suite/typed'),
      runner,
      install: packages[runner],
      bin: 'typescript/bin/tsc',
    })
    const strict = ['--noEmit', '--strict', '--target', 'es2022', '--skipLibCheck', 'false', '--types', 'node']
    for (const [module, resolution] of [
      ['nodenext', 'nodenext'],
      ['esnext', 'bundler'],
    ] as const) {
      const args = [...strict, '--module', module, '--moduleResolution', resolution, `${runner}.config.ts`]
      const { code, stdout } = await run(args)
      expect(code, stdout).toBe(0)
    }
  },
)
