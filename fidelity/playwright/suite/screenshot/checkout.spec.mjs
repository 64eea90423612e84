import { expect, test } from '@playwright/test'

test.beforeEach(({ page }) =>
  page.setContent('<body style="background: #c5e1f9; font: 40px sans-serif"><h1>Checkout</h1><button>Pay</button></body>'),
)

test('shows the heading', async ({ page }) => {
  await expect(page.getByRole('heading')).toHaveText('Checkout')
})

test('pays', async ({ page }) => {
  await expect(page.getByRole('button')).toHaveText('Paid', { timeout: 500 })
})
