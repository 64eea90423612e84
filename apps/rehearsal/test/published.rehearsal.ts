import { expect, inject, test } from 'vitest'
import { publicPackages } from '../src/release.ts'
import { run } from '../src/shell.ts'

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
