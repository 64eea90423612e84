test('logs in [ID_12] [AltID_R1] @smoke', () => {})
describe('checkout @nightly', () => { test('pays [ID_x] as user@example.com', () => {}) })
