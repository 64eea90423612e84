import { expect, test, vi } from 'vitest'
import { withoutSqliteWarning } from '../src/sqlite-warning.ts'

test('only the warning about SQLite is left out, and only while the module loads', async () => {
  const emit = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  const sqlite = 'SQLite is an experimental feature and might change at any time'
  const loaded = await withoutSqliteWarning(async () => {
    process.emitWarning(sqlite, 'ExperimentalWarning')
    process.emitWarning('something else', 'DeprecationWarning')
    return 'loaded'
  })
  expect(loaded).toBe('loaded')
  expect(emit.mock.calls).toEqual([['something else', 'DeprecationWarning']])
  process.emitWarning(sqlite, 'ExperimentalWarning')
  expect(emit).toHaveBeenCalledTimes(2)
  emit.mockRestore()
})
