import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** What to put into a CI system's configuration. */
export interface CiSnippet {
  system: string
  /** How this system sets the token and keeps the results. */
  snippet: string
}

/** The commands of a CI job, as the project's package manager spells them. */
export interface CiCommands {
  /** Runs the tests. */
  test: string
  /** Installs what the project needs. */
  install: string
  /** Runs an installed command. */
  run: string
}

interface System {
  system: string
  file: string
  variable?: string
  snippet: (commands: CiCommands) => string
}

const systems: readonly System[] = [
  {
    system: 'GitHub Actions',
    file: '.github/workflows',
    variable: 'GITHUB_ACTIONS',
    snippet: ({ test, install, run }) => `# the token: Settings > Secrets and variables > Actions, as ZEPHYR_TOKEN
# in the job that runs the tests (here: test)
      - run: ${test}
        env:
          ZEPHYR_TOKEN: \${{ secrets.ZEPHYR_TOKEN }}
      - uses: actions/upload-artifact@v4
        if: always()
        with: { name: zephyr-results, path: zephyr-results, if-no-files-found: ignore }
# a later job, which sends what could not be delivered
  resend:
    needs: test
    if: always()
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 22 }
      - run: ${install}
      - uses: actions/download-artifact@v4
        continue-on-error: true
        with: { name: zephyr-results, path: zephyr-results }
      - run: ${run} zephyr-report resend --wait
        env:
          ZEPHYR_TOKEN: \${{ secrets.ZEPHYR_TOKEN }}`,
  },
  {
    system: 'GitLab CI',
    file: '.gitlab-ci.yml',
    variable: 'GITLAB_CI',
    snippet: ({ test }) => `# the token: Settings > CI/CD > Variables, masked, as ZEPHYR_TOKEN
test:
  script: ${test}
  artifacts: { when: always, paths: [zephyr-results] }`,
  },
  {
    system: 'Jenkins',
    file: 'Jenkinsfile',
    variable: 'JENKINS_URL',
    snippet: ({ test }) => `// the token: Manage Jenkins > Credentials, secret text, as zephyr-token
withCredentials([string(credentialsId: 'zephyr-token', variable: 'ZEPHYR_TOKEN')]) { sh '${test}' }
// in post { always { … } }
archiveArtifacts artifacts: 'zephyr-results/**', allowEmptyArchive: true`,
  },
  {
    system: 'Azure Pipelines',
    file: 'azure-pipelines.yml',
    variable: 'TF_BUILD',
    snippet: ({ test }) => `# the token: a secret variable of the pipeline, as ZEPHYR_TOKEN
- script: ${test}
  env: { ZEPHYR_TOKEN: $(ZEPHYR_TOKEN) }
- publish: zephyr-results
  condition: always()`,
  },
  {
    system: 'CircleCI',
    file: '.circleci/config.yml',
    variable: 'CIRCLECI',
    snippet: ({ test }) => `# the token: Project Settings > Environment Variables, as ZEPHYR_TOKEN
- run: ${test}
- store_artifacts: { path: zephyr-results }`,
  },
  {
    system: 'Bitbucket Pipelines',
    file: 'bitbucket-pipelines.yml',
    variable: 'BITBUCKET_BUILD_NUMBER',
    snippet: ({ test }) => `# the token: Repository settings > Repository variables, secured, as ZEPHYR_TOKEN
- step:
    script: ['${test}']
    artifacts: ['zephyr-results/**']`,
  },
]

/** For each CI system whose file stands here, or in which this runs; for GitHub Actions where there is none. */
export function ciSnippets(folder: string, env: Record<string, string | undefined>, commands: CiCommands): CiSnippet[] {
  const found = systems.filter(({ file, variable }) => existsSync(join(folder, file)) || (variable && env[variable]))
  const shown = found.length > 0 ? found : systems.slice(0, 1)
  return shown.map(({ system, snippet }) => ({
    system: found.length > 0 ? system : `${system} (none was found here)`,
    snippet: snippet(commands),
  }))
}
