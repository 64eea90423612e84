import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fillNames, loadSettings } from '@zephyr-reporters/core'
import { expect, test } from 'vitest'
import { ciSystems } from '../../src/config/ci-systems.ts'
import { temporaryFolder } from '../folder.ts'

// {branch}, {commit} and {build} from what each CI system really sets.

const commit = '0123456789abcdef0123456789abcdef01234567'

const systems: Record<string, [env: Record<string, string>, name: string]> = {
  'GitHub, a tag': [
    {
      GITHUB_ACTIONS: 'true',
      GITHUB_REF: 'refs/tags/v1.2',
      GITHUB_REF_NAME: 'v1.2',
      GITHUB_HEAD_REF: '',
      GITHUB_SHA: commit,
      GITHUB_RUN_ID: '42',
    },
    `v1.2 ${commit} 42`,
  ],
  'an older server of the same variables, a tag': [
    { GITHUB_ACTIONS: 'true', GITHUB_REF: 'refs/tags/v1.2', GITHUB_SHA: commit, GITHUB_RUN_ID: '42' },
    `v1.2 ${commit} 42`,
  ],
  'GitLab, a tag': [
    {
      GITLAB_CI: 'true',
      CI_COMMIT_TAG: 'v1.2',
      CI_COMMIT_REF_NAME: 'v1.2',
      CI_COMMIT_SHA: commit,
      CI_PIPELINE_ID: '42',
    },
    `v1.2 ${commit} 42`,
  ],
  'Jenkins, a pull request of a multibranch project': [
    {
      JENKINS_URL: 'https://ci.example',
      BRANCH_NAME: 'PR-3',
      GIT_BRANCH: 'PR-3',
      CHANGE_ID: '3',
      CHANGE_BRANCH: 'feature/a',
      CHANGE_TARGET: 'main',
      GIT_COMMIT: commit,
      BUILD_NUMBER: '42',
    },
    `feature/a ${commit} 42`,
  ],
  'Jenkins, a tag': [
    {
      JENKINS_URL: 'https://ci.example',
      TAG_NAME: 'v1.2',
      BRANCH_NAME: 'v1.2',
      GIT_COMMIT: commit,
      BUILD_NUMBER: '42',
    },
    `v1.2 ${commit} 42`,
  ],
  'Azure Pipelines, a pull request': [
    {
      TF_BUILD: 'True',
      SYSTEM_PULLREQUEST_SOURCEBRANCH: 'refs/heads/feature/a',
      BUILD_SOURCEBRANCH: 'refs/pull/3/merge',
      BUILD_SOURCEVERSION: commit,
      BUILD_BUILDNUMBER: '42',
    },
    `feature/a ${commit} 42`,
  ],
  'Azure Pipelines, a tag': [
    { TF_BUILD: 'True', BUILD_SOURCEBRANCH: 'refs/tags/v1.2', BUILD_SOURCEVERSION: commit, BUILD_BUILDNUMBER: '42' },
    `v1.2 ${commit} 42`,
  ],
  'CircleCI, a tag': [
    { CIRCLECI: 'true', CIRCLE_TAG: 'v1.2', CIRCLE_SHA1: commit, CIRCLE_BUILD_NUM: '42' },
    `v1.2 ${commit} 42`,
  ],
  'CircleCI, a pull request': [
    {
      CIRCLECI: 'true',
      CIRCLE_BRANCH: 'feature/a',
      CIRCLE_PULL_REQUEST: 'https://git.example/a/b/pull/3',
      CIRCLE_SHA1: commit,
      CIRCLE_BUILD_NUM: '42',
    },
    `feature/a ${commit} 42`,
  ],
  'Bitbucket, a tag': [
    { BITBUCKET_BUILD_NUMBER: '42', BITBUCKET_TAG: 'v1.2', BITBUCKET_COMMIT: commit },
    `v1.2 ${commit} 42`,
  ],
  'Travis, a pull request': [
    {
      TRAVIS: 'true',
      TRAVIS_BRANCH: 'main',
      TRAVIS_PULL_REQUEST_BRANCH: 'feature/a',
      TRAVIS_COMMIT: commit,
      TRAVIS_BUILD_NUMBER: '42',
    },
    `feature/a ${commit} 42`,
  ],
  'Drone, a pull request': [
    {
      DRONE: 'true',
      DRONE_BRANCH: 'main',
      DRONE_SOURCE_BRANCH: 'feature/a',
      DRONE_COMMIT_SHA: commit,
      DRONE_BUILD_NUMBER: '42',
    },
    `feature/a ${commit} 42`,
  ],
  'Woodpecker, a pull request': [
    {
      CI: 'woodpecker',
      CI_COMMIT_BRANCH: 'main',
      CI_COMMIT_SOURCE_BRANCH: 'feature/a',
      CI_COMMIT_SHA: commit,
      CI_PIPELINE_NUMBER: '42',
    },
    `feature/a ${commit} 42`,
  ],
  'GitHub, a push': [
    {
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: 'push',
      GITHUB_REF: 'refs/heads/feature/a',
      GITHUB_SHA: commit,
      GITHUB_RUN_ID: '42',
    },
    `feature/a ${commit} 42`,
  ],
  GitLab: [
    { GITLAB_CI: 'true', CI_COMMIT_REF_NAME: 'feature/a', CI_COMMIT_SHA: commit, CI_PIPELINE_ID: '42' },
    `feature/a ${commit} 42`,
  ],
  'GitLab, a merge request': [
    {
      GITLAB_CI: 'true',
      CI_MERGE_REQUEST_ID: '3',
      CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'feature/a',
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
      CI_COMMIT_REF_NAME: 'feature/a',
      CI_COMMIT_SHA: commit,
      CI_PIPELINE_ID: '42',
    },
    `feature/a ${commit} 42`,
  ],
  Jenkins: [
    { JENKINS_URL: 'https://ci.example', GIT_BRANCH: 'origin/feature/a', GIT_COMMIT: commit, BUILD_NUMBER: '42' },
    `feature/a ${commit} 42`,
  ],
  'Jenkins, multibranch': [
    { JENKINS_URL: 'https://ci.example', BRANCH_NAME: 'feature/a', GIT_COMMIT: commit, BUILD_NUMBER: '42' },
    `feature/a ${commit} 42`,
  ],
  'Azure Pipelines': [
    {
      BUILD_BUILDURI: 'vstfs:///Build/1',
      BUILD_SOURCEBRANCH: 'refs/heads/feature/a',
      BUILD_SOURCEVERSION: commit,
      BUILD_BUILDNUMBER: '42',
    },
    `feature/a ${commit} 42`,
  ],
  CircleCI: [
    { CIRCLECI: 'true', CIRCLE_BRANCH: 'feature/a', CIRCLE_SHA1: commit, CIRCLE_BUILD_NUM: '42' },
    `feature/a ${commit} 42`,
  ],
  Bitbucket: [
    { BITBUCKET_BUILD_NUMBER: '42', BITBUCKET_BRANCH: 'feature/a', BITBUCKET_COMMIT: commit },
    `feature/a ${commit} 42`,
  ],
  Travis: [
    { TRAVIS: 'true', TRAVIS_BRANCH: 'feature/a', TRAVIS_COMMIT: commit, TRAVIS_BUILD_NUMBER: '42' },
    `feature/a ${commit} 42`,
  ],
  Buildkite: [
    { BUILDKITE: 'true', BUILDKITE_BRANCH: 'feature/a', BUILDKITE_COMMIT: commit, BUILDKITE_BUILD_NUMBER: '42' },
    `feature/a ${commit} 42`,
  ],
  AppVeyor: [
    { APPVEYOR: 'True', APPVEYOR_REPO_BRANCH: 'feature/a', APPVEYOR_REPO_COMMIT: commit, APPVEYOR_BUILD_NUMBER: '42' },
    `feature/a ${commit} 42`,
  ],
  Drone: [
    { DRONE: 'true', DRONE_BRANCH: 'feature/a', DRONE_COMMIT_SHA: commit, DRONE_BUILD_NUMBER: '42' },
    `feature/a ${commit} 42`,
  ],
}

async function filled(env: Record<string, string>, cwd: string, template = '{branch} {commit} {build}') {
  const loaded = loadSettings({
    runner: 'jest',
    cwd,
    env: { PATH: process.env.PATH ?? '', ...env, ZEPHYR_JOB_NAME: template },
  })
  const problems = await fillNames(loaded, cwd)
  return { name: loaded.settings.jobName, problems }
}

test('TeamCity keeps the branch in a file that another file names', async () => {
  const folder = temporaryFolder()
  const [build, configuration] = [join(folder, 'build.properties'), join(folder, 'configuration.properties')]
  const env = { TEAMCITY_VERSION: '2026.1', BUILD_NUMBER: '42', BUILD_VCS_NUMBER: commit }
  const named = `#Written by the agent\nteamcity.configuration.properties.file=${configuration.replaceAll('/', '\\/')}\n`
  writeFileSync(build, named)
  writeFileSync(configuration, 'teamcity.build.branch=refs/heads/feature\\:a\n')
  const file = { TEAMCITY_BUILD_PROPERTIES_FILE: build }
  expect((await filled({ ...env, ...file }, folder)).name).toBe(`feature:a ${commit} 42`)
  writeFileSync(configuration, 'teamcity.build.branch=<default>\n')
  const { problems } = await filled({ ...env, ...file }, folder)
  expect(problems).toMatchObject([{ expected: 'a name without {branch}: TeamCity has no {branch} here' }])
  expect((await filled(env, folder)).problems).toHaveLength(1)
})

test('a system that sets none of its variables is named with them', async () => {
  const { problems } = await filled({ CIRCLECI: 'true', CIRCLE_SHA1: commit, CIRCLE_BUILD_NUM: '1' }, temporaryFolder())
  expect(problems).toMatchObject([
    { expected: 'a name without {branch}: CircleCI sets none of CIRCLE_BRANCH, CIRCLE_TAG here' },
  ])
})

test('each system is found by an environment of its own, and reads only variables', () => {
  for (const { title, branch, commit: commits, build } of ciSystems)
    for (const name of [...branch, ...commits, ...build])
      expect([title, name]).toEqual([title, expect.stringMatching(/^[A-Za-z0-9_]+$/)])
  expect(new Set(ciSystems.map(({ title }) => title)).size).toBe(ciSystems.length)
})

test.each(Object.entries(systems))('%s', async (_, [env, name]) => {
  expect(await filled(env, temporaryFolder())).toEqual({ name, problems: [] })
})

test('GitHub, a pull request: the branch that is merged, as the event has it', async () => {
  const folder = temporaryFolder()
  const event = join(folder, 'event.json')
  writeFileSync(event, JSON.stringify({ pull_request: { number: 3, head: { sha: commit }, base: { ref: 'main' } } }))
  const env = {
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: event,
    GITHUB_REF: 'refs/pull/3/merge',
    GITHUB_HEAD_REF: 'feature/a',
    GITHUB_BASE_REF: 'main',
    GITHUB_SHA: commit,
    GITHUB_RUN_ID: '42',
  }
  expect((await filled(env, folder, '{branch} {build}')).name).toBe('feature/a 42')
})

function repository() {
  const folder = temporaryFolder()
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example', ...args], { cwd: folder, encoding: 'utf8' })
  git('init', '-q', '-b', 'feature/a')
  git('commit', '-q', '--allow-empty', '-m', 'first')
  return { folder, git, head: git('rev-parse', 'HEAD').trim() }
}

test('no CI system, but git', async () => {
  const { folder, head } = repository()
  expect(await filled({}, folder, '{branch} {commit}')).toEqual({ name: `feature/a ${head}`, problems: [] })
})

test('a detached head without a CI system has no branch: it is reported, and nothing is made up', async () => {
  const { folder, git, head } = repository()
  git('checkout', '-q', '--detach')
  expect((await filled({}, folder, '{commit}')).name).toBe(head)
  const { problems } = await filled({}, folder, '{branch}')
  expect(problems).toMatchObject([
    {
      option: 'jobName',
      expected: expect.stringContaining('a name without {branch}: no CI system was found here, and git does not say'),
    },
  ])
})

test('a commit checked out by a CI system: the one remote branch that stands there is the branch', async () => {
  const { folder, git, head } = repository()
  git('update-ref', 'refs/remotes/origin/feature/b', head)
  git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/feature/b')
  git('checkout', '-q', '--detach')
  expect((await filled({}, folder, '{branch}')).name).toBe('feature/b')
  git('update-ref', 'refs/remotes/origin/main', head)
  expect((await filled({}, folder, '{branch}')).problems).toHaveLength(1)
})

test('outside of all: what cannot be filled in is reported', async () => {
  const { problems } = await filled({}, temporaryFolder())
  expect(problems.map(({ option }) => option)).toEqual(['jobName', 'jobName', 'jobName'])
  expect((await filled({}, temporaryFolder(), '{runner} {date}')).name).toMatch(/^jest \d{4}-\d{2}-\d{2}$/)
})
