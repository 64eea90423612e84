declare module 'env-ci' {
  /** What the CI system tells by its environment; outside of one, what git tells. */
  export default function envCi(from: { env: Record<string, string | undefined>; cwd: string }): {
    branch?: string
    prBranch?: string
    commit?: string
    build?: string
    isCi: boolean
    name?: string
    service?: string
  }
}
