import type { Parts } from '../context.js'
import { Refusal } from '../refusal.js'
import type { Detail } from '../store/rows.js'
import { releasesOf } from '../world.js'

interface Place {
  projectId: number
  releaseId: number
}

/** What a server may refuse although it is well-formed: unknown places, locked releases, dates, a missing environment. */
export function admission({ world, strictWorld, habits, isLocked }: Parts) {
  const releases = releasesOf(world)

  function assertPlace({ projectId, releaseId }: Place) {
    if (strictWorld) {
      if (!world.projects.some(({ id }) => id === projectId))
        throw new Refusal(400, `There is no project ${projectId}.`)
      if (!releases.some((release) => release.id === releaseId && release.projectId === projectId))
        throw new Refusal(400, `Project ${projectId} has no release ${releaseId}.`)
    }
    if (isLocked(releaseId)) throw new Refusal(400, habits.current.release.message)
  }

  function assertDates({ releaseId, cycleStartDateStr, cycleEndDateStr }: Detail) {
    if (habits.current.release.dates === 'ignored') return
    const { startDate, endDate } = releases.find(({ id }) => id === releaseId) ?? {}
    const starts = iso(cycleStartDateStr)
    const ends = iso(cycleEndDateStr)
    if ((startDate !== undefined && starts < startDate) || (endDate !== undefined && ends > endDate))
      throw new Refusal(
        400,
        `The cycle's dates ${starts} to ${ends} lie outside the release's: ${startDate ?? 'any day'} to ${endDate ?? 'any day'}.`,
      )
  }

  return {
    assertPlace,
    /** Before a job is made or changed. */
    assertDetail(detail: Detail) {
      assertPlace(detail)
      assertDates(detail)
      if (habits.current.environment === 'mandatory' && !detail.environment?.trim())
        throw new Refusal(400, 'environment is mandatory.')
    },
  }
}

/** `mm/dd/yyyy` as a text that can be compared. */
const iso = (day: string) => day.replace(/^(\d\d)\/(\d\d)\/(\d{4})$/, '$3-$1-$2')
