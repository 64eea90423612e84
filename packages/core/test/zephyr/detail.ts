/** What the reference marks as required of a job. */
export const requiredDetail = {
  jobName: 'Nightly',
  projectId: 1,
  releaseId: 11,
  automationFramework: 'junit',
  cycleName: 'Regression',
  jobDetailTcrCatalogTreeId: 32,
  testRepositoryPath: 'Release 1.0 > Automation',
  cycleStartDateStr: '02/03/2026',
  cycleEndDateStr: '02/21/2026',
}
