import './nowhere.mjs'; test('never', () => {})
