it('same package', () => {
  throw new Error('twin.spec.js comes before twin.test.js')
})
