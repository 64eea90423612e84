import type { Clock } from './clock.js'
import type { HabitsEngine } from './habits/engine.js'

/** Releases are locked for a number of seconds from the start, or from a change of the habits, as a new release is (docs/zephyr.md). */
export function releaseLock(clock: Clock, habits: HabitsEngine): (release: number) => boolean {
  let since = clock.now()
  habits.onChange(() => {
    since = clock.now()
  })
  return (release) => {
    const { lockedFor, locked } = habits.current.release
    return clock.now() - since < lockedFor * 1000 && (locked === undefined || locked.includes(release))
  }
}
