import { zephyr } from '@zephyr-reporters/vitest'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { reporters: ['default', zephyr({ jobName: 'Example: Vitest', skipped: 'omit' })] },
})
