import { test } from 'vitest'; test('before', () => {}); test('kills its worker', () => { process.kill(process.pid, 'SIGKILL') }); test('after', () => {})
