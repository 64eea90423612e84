/**
 * Runs a hook of ours, which never throws into the runner.
 *
 * @returns what `act` resolves to; `undefined` where it throws: core could not be loaded or started, so its log is not
 * there to say so.
 */
export async function guarded<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act()
  } catch (error) {
    process.stderr.write(`[zephyr] Error: ${error instanceof Error ? error.message : String(error)}\n`)
    return undefined
  }
}
