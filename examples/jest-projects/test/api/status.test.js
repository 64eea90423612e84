test('api answers', () => {
  expect('api').toHaveLength(3)
})
