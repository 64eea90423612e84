/**
 * Text, and user@example.com.
 *
 * @requirement ID_12, AltID_R-1
 * @requirement AltID_A_B ID_0
 * @tag smoke nightly
 * @tag @slow
 * @jest-environment node
 */
test('passes', () => {}); test('fails', () => { throw new Error('all the same') })
