import { readFileSync } from 'node:fs'

type Env = Record<string, string | undefined>

/** What `{branch}`, `{commit}` and `{build}` stand for. */
export type Placeholder = 'branch' | 'commit' | 'build'

/** Variables in which a CI system keeps a value: the first one that is set counts. */
export interface CiSystem {
  title: string
  /** Whether the process runs there. */
  isHere(env: Env): boolean
  /** In a pull request the branch that is to be merged; in the build of a tag the tag. */
  branch: readonly string[]
  commit: readonly string[]
  build: readonly string[]
  /** For a value that stands in no variable of its own. */
  read?(env: Env): Partial<Record<Placeholder, string>>
}

const isSet = (name: string) => (env: Env) => Boolean(env[name])
const isExactly = (name: string, value: string) => (env: Env) => env[name] === value

/**
 * The CI systems that are known by their variables; the first that fits counts, and systems that imitate another one come
 * first. The variables' names are from each system's own page on them.
 */
export const ciSystems: readonly CiSystem[] = [
  {
    title: 'Woodpecker CI',
    isHere: isExactly('CI', 'woodpecker'),
    branch: ['CI_COMMIT_SOURCE_BRANCH', 'CI_COMMIT_TAG', 'CI_COMMIT_BRANCH'],
    commit: ['CI_COMMIT_SHA'],
    build: ['CI_PIPELINE_NUMBER', 'CI_BUILD_NUMBER'],
  },
  {
    title: 'Codeship',
    isHere: isExactly('CI_NAME', 'codeship'),
    branch: ['CI_BRANCH'],
    commit: ['CI_COMMIT_ID'],
    build: ['CI_BUILD_NUMBER', 'CI_BUILD_ID'],
  },
  {
    // Gitea's and Forgejo's Actions set GitHub's variables too.
    title: 'GitHub Actions',
    isHere: isSet('GITHUB_ACTIONS'),
    branch: ['GITHUB_HEAD_REF', 'GITHUB_REF_NAME', 'GITHUB_REF'],
    commit: ['GITHUB_SHA'],
    build: ['GITHUB_RUN_ID'],
  },
  {
    title: 'GitLab CI',
    isHere: isSet('GITLAB_CI'),
    branch: ['CI_MERGE_REQUEST_SOURCE_BRANCH_NAME', 'CI_COMMIT_TAG', 'CI_COMMIT_REF_NAME'],
    commit: ['CI_COMMIT_SHA'],
    build: ['CI_PIPELINE_ID'],
  },
  {
    title: 'Jenkins',
    isHere: isSet('JENKINS_URL'),
    // BRANCH_NAME of a multibranch project is PR-3 in a pull request, where CHANGE_BRANCH has the branch.
    branch: [
      'CHANGE_BRANCH',
      'ghprbSourceBranch',
      'gitlabSourceBranch',
      'BRANCH_NAME',
      'GIT_LOCAL_BRANCH',
      'GIT_BRANCH',
      'gitlabBranch',
    ],
    commit: ['ghprbActualCommit', 'GIT_COMMIT'],
    build: ['BUILD_NUMBER'],
  },
  {
    title: 'Azure Pipelines',
    isHere: (env) => Boolean(env.TF_BUILD || env.BUILD_BUILDURI),
    branch: ['SYSTEM_PULLREQUEST_SOURCEBRANCH', 'BUILD_SOURCEBRANCH'],
    commit: ['BUILD_SOURCEVERSION'],
    build: ['BUILD_BUILDNUMBER'],
  },
  {
    title: 'Bitbucket Pipelines',
    isHere: isSet('BITBUCKET_BUILD_NUMBER'),
    branch: ['BITBUCKET_BRANCH', 'BITBUCKET_TAG'],
    commit: ['BITBUCKET_COMMIT'],
    build: ['BITBUCKET_BUILD_NUMBER'],
  },
  {
    title: 'CircleCI',
    isHere: isSet('CIRCLECI'),
    branch: ['CIRCLE_BRANCH', 'CIRCLE_TAG'],
    commit: ['CIRCLE_SHA1'],
    build: ['CIRCLE_BUILD_NUM'],
  },
  {
    title: 'TeamCity',
    isHere: isSet('TEAMCITY_VERSION'),
    branch: [],
    commit: ['BUILD_VCS_NUMBER'],
    build: ['BUILD_NUMBER'],
    read: teamCityBranch,
  },
  {
    title: 'Travis CI',
    isHere: isSet('TRAVIS'),
    branch: ['TRAVIS_PULL_REQUEST_BRANCH', 'TRAVIS_TAG', 'TRAVIS_BRANCH'],
    commit: ['TRAVIS_COMMIT'],
    build: ['TRAVIS_BUILD_NUMBER'],
  },
  {
    title: 'Buildkite',
    isHere: isSet('BUILDKITE'),
    branch: ['BUILDKITE_TAG', 'BUILDKITE_BRANCH'],
    commit: ['BUILDKITE_COMMIT'],
    build: ['BUILDKITE_BUILD_NUMBER'],
  },
  // Sets Drone's variables too.
  {
    title: 'Harness CI',
    isHere: isSet('HARNESS_BUILD_ID'),
    branch: ['DRONE_SOURCE_BRANCH', 'DRONE_TAG', 'DRONE_BRANCH'],
    commit: ['DRONE_COMMIT_SHA'],
    build: ['HARNESS_BUILD_ID'],
  },
  {
    title: 'Drone',
    isHere: isSet('DRONE'),
    branch: ['DRONE_SOURCE_BRANCH', 'DRONE_TAG', 'DRONE_BRANCH'],
    commit: ['DRONE_COMMIT_SHA', 'DRONE_COMMIT'],
    build: ['DRONE_BUILD_NUMBER'],
  },
  {
    title: 'AppVeyor',
    isHere: isSet('APPVEYOR'),
    branch: ['APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH', 'APPVEYOR_REPO_TAG_NAME', 'APPVEYOR_REPO_BRANCH'],
    commit: ['APPVEYOR_PULL_REQUEST_HEAD_COMMIT', 'APPVEYOR_REPO_COMMIT'],
    build: ['APPVEYOR_BUILD_NUMBER'],
  },
  {
    title: 'AWS CodeBuild',
    isHere: isSet('CODEBUILD_BUILD_ID'),
    branch: ['CODEBUILD_WEBHOOK_HEAD_REF'],
    commit: ['CODEBUILD_RESOLVED_SOURCE_VERSION'],
    build: ['CODEBUILD_BUILD_NUMBER', 'CODEBUILD_BUILD_ID'],
  },
  {
    title: 'Bamboo',
    isHere: isSet('bamboo_agentId'),
    branch: ['bamboo_repository_pr_sourceBranch', 'bamboo_planRepository_1_branchName', 'bamboo_planRepository_branch'],
    commit: ['bamboo_planRepository_1_revision', 'bamboo_planRepository_revision'],
    build: ['bamboo_buildNumber'],
  },
  {
    title: 'Semaphore',
    isHere: isSet('SEMAPHORE'),
    branch: ['SEMAPHORE_GIT_PR_BRANCH', 'SEMAPHORE_GIT_TAG_NAME', 'SEMAPHORE_GIT_BRANCH', 'BRANCH_NAME'],
    commit: ['SEMAPHORE_GIT_PR_SHA', 'SEMAPHORE_GIT_SHA'],
    build: ['SEMAPHORE_JOB_ID', 'SEMAPHORE_BUILD_NUMBER'],
  },
  {
    title: 'Bitrise',
    isHere: isSet('BITRISE_IO'),
    branch: ['BITRISE_GIT_BRANCH', 'BITRISE_GIT_TAG'],
    commit: ['BITRISE_GIT_COMMIT'],
    build: ['BITRISE_BUILD_NUMBER'],
  },
  {
    title: 'Buddy',
    isHere: isSet('BUDDY_WORKSPACE_ID'),
    branch: ['BUDDY_EXECUTION_PULL_REQUEST_HEAD_BRANCH', 'BUDDY_EXECUTION_TAG', 'BUDDY_EXECUTION_BRANCH'],
    commit: ['BUDDY_EXECUTION_REVISION'],
    build: ['BUDDY_EXECUTION_ID'],
  },
  {
    title: 'Cirrus CI',
    isHere: isSet('CIRRUS_CI'),
    branch: ['CIRRUS_TAG', 'CIRRUS_BRANCH'],
    commit: ['CIRRUS_CHANGE_IN_REPO'],
    build: ['CIRRUS_BUILD_ID'],
  },
  {
    title: 'Codefresh',
    isHere: isSet('CF_BUILD_ID'),
    branch: ['CF_BRANCH'],
    commit: ['CF_REVISION'],
    build: ['CF_BUILD_ID'],
  },
  {
    title: 'Vela',
    isHere: isSet('VELA'),
    branch: ['VELA_PULL_REQUEST_SOURCE', 'VELA_BUILD_TAG', 'VELA_BUILD_BRANCH'],
    commit: ['VELA_BUILD_COMMIT'],
    build: ['VELA_BUILD_NUMBER'],
  },
  {
    title: 'Screwdriver',
    isHere: isSet('SCREWDRIVER'),
    branch: ['PR_BRANCH_NAME', 'GIT_BRANCH'],
    commit: ['SD_BUILD_SHA'],
    build: ['SD_BUILD_ID'],
  },
  {
    title: 'Scrutinizer',
    isHere: isSet('SCRUTINIZER'),
    branch: ['SCRUTINIZER_PR_SOURCE_BRANCH', 'SCRUTINIZER_BRANCH'],
    commit: ['SCRUTINIZER_SHA1'],
    build: ['SCRUTINIZER_INSPECTION_UUID'],
  },
  {
    title: 'Netlify',
    isHere: isExactly('NETLIFY', 'true'),
    branch: ['HEAD'],
    commit: ['COMMIT_REF'],
    build: ['BUILD_ID', 'DEPLOY_ID'],
  },
  {
    title: 'Vercel',
    isHere: isSet('VERCEL'),
    branch: ['VERCEL_GIT_COMMIT_REF'],
    commit: ['VERCEL_GIT_COMMIT_SHA'],
    build: ['VERCEL_DEPLOYMENT_ID'],
  },
  {
    title: 'Cloudflare Pages',
    isHere: isExactly('CF_PAGES', '1'),
    branch: ['CF_PAGES_BRANCH'],
    commit: ['CF_PAGES_COMMIT_SHA'],
    build: [],
  },
]

/** The CI system that an environment shows, if any. */
export const ciSystemOf = (env: Env): CiSystem | undefined => ciSystems.find(({ isHere }) => isHere(env))

/** What a CI system's environment says; what it does not say is missing. */
export function valuesOf(system: CiSystem, env: Env): Partial<Record<Placeholder, string>> {
  const first = (variables: readonly string[]) => variables.map((name) => env[name]?.trim()).find(Boolean)
  const read = system.read?.(env)
  const branch = first(system.branch) ?? read?.branch
  return { branch: branch && shortRef(branch), commit: first(system.commit), build: first(system.build) }
}

/** `refs/heads/main`, `refs/tags/v1.2`, and Jenkins' `origin/main` without what stands in front. */
const shortRef = (ref: string) => ref.replace(/^refs\/(heads|tags)\//, '').replace(/^(refs\/remotes\/)?origin\//, '')

/**
 * TeamCity's branch stands in files of Java properties: the build's, or the configuration's that it names.
 * `<default>` is the name of no branch.
 */
function teamCityBranch(env: Env): Partial<Record<Placeholder, string>> {
  const build = propertiesIn(env.TEAMCITY_BUILD_PROPERTIES_FILE)
  const name = 'teamcity.build.branch'
  const branch = build.get(name) ?? propertiesIn(build.get('teamcity.configuration.properties.file')).get(name)
  return branch && branch !== '<default>' ? { branch } : {}
}

/** `name=value` lines; `\` stands before characters that would end either. */
function propertiesIn(path: string | undefined): Map<string, string> {
  let text = ''
  try {
    if (path) text = readFileSync(path, 'utf8')
  } catch {
    // Without the file git is asked, as for a system that names no branch.
  }
  const lines = text.split(/\r?\n/).filter((line) => line.includes('=') && !line.startsWith('#'))
  return new Map(
    lines.map((line) => {
      const end = line.indexOf('=')
      return [
        line.slice(0, end).trim(),
        line
          .slice(end + 1)
          .trim()
          .replace(/\\(.)/g, '$1'),
      ]
    }),
  )
}
