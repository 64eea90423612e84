import type { FullProject } from '@playwright/test/reporter'
import type { PlaywrightReported } from './results.js'

/** The configuration that merge-reports shows has none in older versions, and in newer ones each blob's. */
export function projectsOf({ config, suite, merging }: PlaywrightReported): FullProject[] {
  return merging ? suite.suites.flatMap((ofProject) => ofProject.project() ?? []) : config.projects
}
