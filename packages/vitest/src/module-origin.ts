import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { property, textProperty } from '@zephyr-reporters/reporter-kit'
import type { TestModule } from 'vitest/node'

/** The file, project and environment that a module's results belong to. */
export interface ModuleOrigin {
  file: string
  project?: string
  /** Label of the blob report that a merge took them from (`VITEST_BLOB_LABEL`, Vitest 5). */
  environment?: string
}

/** @param merging In `--merge-reports`, where a module's path may be another machine's. */
export function moduleOrigin(module: TestModule, merging: boolean): ModuleOrigin {
  return {
    file: merging ? pathHere(module) : module.moduleId,
    project: module.project.name || undefined,
    environment: textProperty(metaOf(module), '__vitest_label__') || undefined,
  }
}

/** Whether the module is a type check: Vitest marks it in the file's meta; the pool's name is missing before Vitest 5. */
export const isTypeCheck = (module: TestModule): boolean => property(metaOf(module), 'typecheck') === true

const taskOf = (module: TestModule): unknown => property(module, 'task')
const metaOf = (module: TestModule): unknown => property(taskOf(module), 'meta')

/** The file in this folder: blob reports may come from another one, of another machine too. */
function pathHere(module: TestModule): string {
  const { moduleId, project } = module
  // From Vitest 4 on; the task's name is that path.
  const path = textProperty(module, 'relativeModuleId') || textProperty(taskOf(module), 'name')
  if (path === '') return moduleId
  const here = resolve(project.config.root, path.replaceAll('\\', '/'))
  return existsSync(here) || !existsSync(moduleId) ? here : moduleId
}
