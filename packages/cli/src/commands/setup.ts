import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Runner {
  title: string
  reporter: string
  installed: boolean
  /** The line that adds the reporter. */
  line: string
  /** How its tests are run. */
  command: string
  configs: string[]
}

const known = [
  {
    package: 'jest',
    title: 'Jest',
    reporter: '@zephyr-reporters/jest',
    line: "reporters: ['default', '@zephyr-reporters/jest']",
    command: 'npx jest',
    configs: ['jest.config.js', 'jest.config.cjs', 'jest.config.mjs', 'jest.config.ts'],
  },
  {
    package: 'vitest',
    title: 'Vitest',
    reporter: '@zephyr-reporters/vitest',
    line: "reporters: ['default', '@zephyr-reporters/vitest']",
    command: 'npx vitest run',
    configs: ['vitest.config.ts', 'vitest.config.js', 'vitest.config.mts', 'vitest.config.mjs'],
  },
  {
    package: '@playwright/test',
    title: 'Playwright',
    reporter: '@zephyr-reporters/playwright',
    line: "reporter: [['list'], ['@zephyr-reporters/playwright']]",
    command: 'npx playwright test',
    configs: ['playwright.config.ts', 'playwright.config.js', 'playwright.config.mts', 'playwright.config.mjs'],
  },
]

/** The runners that package.json names. */
export function runnersIn(folder: string): Runner[] {
  const path = join(folder, 'package.json')
  if (!existsSync(path)) return []
  const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(path, 'utf8'))
  const all: Record<string, string> = { ...dependencies, ...devDependencies }
  return known
    .filter((runner) => runner.package in all)
    .map((runner) => ({ ...runner, installed: runner.reporter in all }))
}

/**
 * Adds the reporter where that can be done surely: one configuration file, no `reporter` in it yet, and one place where
 * options begin. Answers the file's name; else nothing is touched.
 */
export function addReporter(folder: string, { reporter, line, title, configs }: Runner): string | undefined {
  const [name, ...others] = configs.filter((file) => existsSync(join(folder, file)))
  if (!name || others.length > 0) return undefined
  const path = join(folder, name)
  const source = readFileSync(path, 'utf8')
  if (source.includes(reporter)) return name
  if (/\breporters?\b/.test(source)) return undefined
  const places = [...source.matchAll(title === 'Vitest' ? /\btest\s*:\s*\{/g : starts)]
  const [place] = places
  if (!place || places.length > 1) return undefined
  const end = place.index + place[0].length
  writeFileSync(path, `${source.slice(0, end)}\n  ${title === 'Vitest' ? '  ' : ''}${line},${source.slice(end)}`)
  return name
}

/** Where a configuration object of Jest or Playwright begins. */
const starts = /(?:export\s+default|module\.exports\s*=)\s*(?:defineConfig\()?\s*\{/g

/** What the CI system's file needs. */
export function ciSnippet(folder: string, env: Record<string, string | undefined>): string {
  const has = (file: string) => existsSync(join(folder, file))
  if (has('.gitlab-ci.yml') || env.GITLAB_CI) {
    return 'GitLab: add ZEPHYR_TOKEN as a masked CI/CD variable, and keep the results:\n  artifacts: { when: always, paths: [zephyr-results] }'
  }
  if (has('Jenkinsfile') || env.JENKINS_URL) {
    return "Jenkins: wrap the test step:\n  withCredentials([string(credentialsId: 'zephyr-token', variable: 'ZEPHYR_TOKEN')]) { sh 'npm test' }"
  }
  if (has('azure-pipelines.yml') || env.TF_BUILD) {
    return 'Azure Pipelines: give the test step the secret:\n  env: { ZEPHYR_TOKEN: $(zephyrToken) }'
  }
  const found = has('.github/workflows') ? 'GitHub Actions' : 'In CI (GitHub Actions, for one)'
  return `${found}: give the test step the secret:\n  env:\n    ZEPHYR_TOKEN: \${{ secrets.ZEPHYR_TOKEN }}`
}
