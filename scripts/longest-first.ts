// The order of test files: those that take longest begin first, so that no one of them is left alone at the end. What is
// not named here takes some seconds at most; `npm test` prints the slowest ones.
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const longest = [
  'fidelity/playwright/modes.test.ts',
  'fidelity/playwright/outcomes.test.ts',
  'packages/core/test/delivery/faults.slow.test.ts',
  'packages/core/test/delivery/oddities.slow.test.ts',
  'fidelity/mocha/outcomes.test.ts',
  'fidelity/vitest/modes.test.ts',
  'fidelity/jest/modes.test.ts',
  'fidelity/vitest/outcomes.test.ts',
  'fidelity/together/together.test.ts',
  'fidelity/jest/outcomes.test.ts',
  'packages/core/test/delivery/habits.slow.test.ts',
  'fidelity/playwright/reporter.test.ts',
  'packages/core/test/chaos/kill.slow.test.ts',
  'packages/core/test/chaos/killed-together.slow.test.ts',
  'packages/cli/test/stand-in.slow.test.ts',
  'packages/cli/test/jobs.slow.test.ts',
  'packages/cli/test/doctor.slow.test.ts',
  'fidelity/vitest/identities.test.ts',
  'packages/core/test/junit/linear.slow.test.ts',
  'packages/core/test/delivery/near-faults.slow.test.ts',
]

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files)
    return others.toSorted((one, other) => rank(one) - rank(other))
  }
}

function rank({ moduleId, project }: TestSpecification): number {
  const at = longest.findIndex((name) => moduleId.endsWith(`/${name}`))
  if (at >= 0) return at
  return project.name === 'unit' ? longest.length + 1 : longest.length
}
