import { optionNames, options } from '@zephyr-reporters/core'
import { expect, test } from 'vitest'
import { kebab } from '../../core/src/config/load.ts'
import { flags } from '../src/flags.ts'

test('there is a flag for each of core’s options, and no other', () => {
  const ours = flags.map(({ flag, env }) => [flag.split(' ')[0], env])
  expect(ours).toEqual(optionNames.map((name) => [`--${kebab(name)}`, options[name].variable]))
})
