const { test } = require('@playwright/test')

test('runs', () => {})
