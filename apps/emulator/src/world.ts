/** Projects with their releases, and each release's repository folders. */
export interface World {
  projects: Project[]
}

/** A project of the world, with its releases. */
export interface Project {
  id: number
  name: string
  releases: Release[]
}

/** A release, with its repository folders. */
export interface Release {
  id: number
  name: string
  /** yyyy-mm-dd, the first and last day; a release without them has no end. */
  startDate?: string
  endDate?: string
  folders: Folder[]
}

/** A folder of a release's test repository. */
export interface Folder {
  /** What `jobDetailTcrCatalogTreeId` wants. */
  id: number
  name: string
  folders?: Folder[]
}

/** A small world to begin with. */
export const defaultWorld: World = {
  projects: [
    {
      id: 1,
      name: 'Web shop',
      releases: [
        {
          id: 11,
          name: 'Release 1.0',
          startDate: '2020-01-01',
          endDate: '2099-12-31',
          folders: [
            {
              id: 32,
              name: 'Automation',
              folders: [
                { id: 33, name: 'API' },
                { id: 34, name: 'Web' },
              ],
            },
          ],
        },
        {
          id: 12,
          name: 'Release 2.0',
          startDate: '2020-01-01',
          endDate: '2099-12-31',
          folders: [
            { id: 42, name: 'Automation' },
            { id: 43, name: 'Manual' },
          ],
        },
      ],
    },
    { id: 2, name: 'Mobile app', releases: [{ id: 21, name: 'Summer', folders: [{ id: 52, name: 'Regression' }] }] },
  ],
}

export const releasesOf = ({ projects }: World) =>
  projects.flatMap((project) => project.releases.map((release) => ({ ...release, projectId: project.id })))

/** The names from the release's repository down to a folder; the folder's number where the world does not have it. */
export function folderNames(world: World, id: number): string[] {
  for (const { folders } of releasesOf(world)) {
    const names = namesTo(folders, id)
    if (names) return names
  }
  return [`folder ${id}`]
}

function namesTo(folders: readonly Folder[], id: number): string[] | undefined {
  for (const { id: own, name, folders: inner = [] } of folders) {
    if (own === id) return [name]
    const below = namesTo(inner, id)
    if (below) return [name, ...below]
  }
  return undefined
}
