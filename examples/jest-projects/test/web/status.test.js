test('web answers', () => {
  expect('web').toHaveLength(3)
})
