import type { FullProject } from '@playwright/test/reporter'
import type { PlaywrightReported } from './reported.js'

/** The run's projects. The configuration that merge-reports shows has none in older versions, and each blob's in newer ones: there the suites name them. */
export function projectsOf({ config, suite, merging }: PlaywrightReported): FullProject[] {
  return merging ? suite.suites.flatMap((ofProject) => ofProject.project() ?? []) : config.projects
}
