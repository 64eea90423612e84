import { test } from '@playwright/test'
import { page } from './helper'

test('never loads', () => page)
