const one = 1
/** @requirement ID_99 @tag late: not at the top */
test('has none', () => {})
