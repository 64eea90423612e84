/** @requirement ID_5 */
test("one line", () => {})
