/** Something that the emulator keeps has changed. */
export interface Change {
  kind: 'job' | 'run'
  /** Id of the job, or of the run's job. */
  job: number
  run?: number
  status?: string
}

export type Changes = ReturnType<typeof createChanges>

/** Calls every listener at each change; a listener must not throw. */
export function createChanges() {
  const listeners = new Set<(change: Change) => void>()
  return {
    emit(change: Change) {
      for (const listener of listeners) listener(change)
    },
    /** @returns a function that ends it. */
    on(listener: (change: Change) => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
