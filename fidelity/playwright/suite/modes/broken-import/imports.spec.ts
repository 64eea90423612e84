import { test } from '@playwright/test'
import { nothing } from './missing'

test('never loads', () => nothing())
