import './missing.mjs'
import { test } from 'vitest'

test('never runs', () => {})
