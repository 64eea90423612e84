test('logs in', () => {})
test('refuses a wrong password', () => {
  expect(200).toBe(403)
})
test.skip('single sign-on', () => {})
