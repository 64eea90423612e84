import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitepress'

const pages = join(import.meta.dirname, '../pages')
const runners = ['jest', 'vitest', 'playwright', 'mocha'].filter((name) => existsSync(join(pages, 'packages', name)))
const title = (name) => name[0].toUpperCase() + name.slice(1)
const page = (text, link) => ({ text, link })

export default defineConfig({
  title: 'Zephyr Enterprise reporters',
  description: 'Results of Jest, Vitest, Playwright and Mocha in Zephyr Enterprise',
  srcDir: './pages',
  base: process.env.SITE_BASE ? `${process.env.SITE_BASE}/` : '/',
  cleanUrls: true,
  // Addresses of machines in examples.
  ignoreDeadLinks: 'localhostLinks',
  markdown: { languageAlias: { dotenv: 'ini' } },
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      page('Quick start', '/'),
      page('Command line', '/docs/cli'),
      page('Troubleshooting', '/docs/troubleshooting'),
      page('API', '/api/'),
    ],
    outline: [2, 3],
    sidebar: [
      {
        text: 'Start',
        items: [page('Quick start', '/'), ...runners.map((name) => page(title(name), `/packages/${name}/`))],
      },
      {
        text: 'In CI',
        items: [
          page('GitHub Actions', '/docs/ci/github-actions'),
          page('GitLab', '/docs/ci/gitlab'),
          page('Jenkins', '/docs/ci/jenkins'),
          page('Azure Pipelines', '/docs/ci/azure-pipelines'),
          page('Bitbucket', '/docs/ci/bitbucket'),
          page('CircleCI', '/docs/ci/circleci'),
        ],
      },
      {
        text: 'Guides',
        items: [
          page('Configuration', '/docs/guides/configuration'),
          page('Shards and merging', '/docs/guides/shards'),
          page('Monorepos', '/docs/guides/monorepos'),
          page('Proxies, CAs, mutual TLS', '/docs/guides/network'),
          page('Requirements, tags, test cases', '/docs/guides/requirements'),
          page('Custom fields', '/docs/guides/custom-fields'),
          page('Parser templates', '/docs/parser-templates'),
          page('Coming from something else', '/docs/guides/migration'),
          page('Troubleshooting', '/docs/troubleshooting'),
        ],
      },
      {
        text: 'Reference',
        items: [
          page('Command line', '/docs/cli'),
          page('Client and core', '/packages/core/'),
          page('Emulator', '/apps/emulator/'),
          page('Parser template package', '/packages/parser-template/'),
          page('API', '/api/'),
          page('Fidelity', '/docs/fidelity'),
          page('What is promised', '/docs/contract'),
          page('What Zephyr does', '/docs/zephyr'),
          page('What was never tried', '/docs/untested'),
        ],
      },
      {
        text: 'Project',
        items: [
          page('Architecture', '/docs/architecture'),
          page('Decisions', '/docs/decisions/'),
          page('Contributing', '/CONTRIBUTING'),
          page('Support', '/SUPPORT'),
          page('Security', '/SECURITY'),
        ],
      },
    ],
  },
})
