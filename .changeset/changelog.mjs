// One entry for each change. All packages share one version, so that a dependency of ours got one too says nothing, and
// changesets' own changelog says it once for each change.

/** @param {{ summary: string }} changeset */
export async function getReleaseLine({ summary }) {
  const [first, ...rest] = summary.trim().split('\n')
  return [`- ${first}`, ...rest.map((line) => (line === '' ? '' : `  ${line}`))].join('\n')
}

export async function getDependencyReleaseLine() {
  return ''
}

export default { getReleaseLine, getDependencyReleaseLine }
