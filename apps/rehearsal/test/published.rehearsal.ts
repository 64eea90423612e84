import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { publicPackages } from '../src/release.ts'
import { attempt, run } from '../src/shell.ts'
import { pathWithNode } from '../src/stranger.ts'

test.each(publicPackages())(
  '%s is published with the address of the repository and links that work on npm',
  async (name) => {
    const { after } = inject('versions')
    const shown = JSON.parse(
      await run(
        'npm',
        ['view', `@zephyr-reporters/${name.split('/')[1]}@${after}`, '--json', '--registry', inject('registry')],
        {
          cwd: inject('folder'),
        },
      ),
    )
    expect(shown.repository).toEqual({
      type: 'git',
      url: 'git+https://github.com/example/zephyr-reporters.git',
      directory: name,
    })
    expect(shown.homepage).toContain('https://github.com/example/zephyr-reporters/')
    expect(shown.bugs.url).toBe('https://github.com/example/zephyr-reporters/issues')
    expect(shown.scripts?.install ?? shown.scripts?.postinstall ?? shown.scripts?.preinstall).toBeUndefined()
    for (const range of Object.values(shown.dependencies ?? {})) expect(range).not.toContain('workspace:')
  },
)

// No container tool is needed for this: the file's own commands, in a folder in place of an image.
test("the emulator's Containerfile installs and starts what is published", async () => {
  const cwd = mkdtempSync(join(inject('folder'), 'container-'))
  const { after } = inject('versions')
  const env = { npm_config_registry: inject('registry'), PATH: pathWithNode(), HOME: cwd }
  const packed = `${cwd}.package`
  mkdirSync(packed)
  await run('npm', ['pack', `@zephyr-reporters/emulator@${after}`, '--silent'], { cwd: packed, env })
  await run('bash', ['-c', 'tar -xzf *.tgz'], { cwd: packed })

  const file = readFileSync(join(packed, 'package/Containerfile'), 'utf8')
  for (const [, instruction = '', words = ''] of file.matchAll(/^(COPY|RUN|ENTRYPOINT) (.+)$/gm)) {
    if (instruction === 'COPY') {
      const [from = '', to = ''] = words.split(' ')
      cpSync(join(packed, 'package', from), join(cwd, to === './' ? from : to), { recursive: true })
    } else if (instruction === 'RUN' && words.includes('npm')) await run('bash', ['-ec', words], { cwd, env })
    else if (instruction === 'ENTRYPOINT') {
      const [command = '', ...args] = (JSON.parse(words) as string[]).map((word) => word.replace('/data/', './'))
      const free = args.map((word) => (word === '4100' ? '0' : word))
      const { output } = await attempt(command, free, { cwd, env, timeoutMs: 5000 })
      expect(output).toContain('Zephyr emulator at http')
    }
  }
  expect(existsSync(join(cwd, 'zephyr.db'))).toBe(true)
})
