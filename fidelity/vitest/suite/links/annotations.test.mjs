import { test } from 'vitest'
test('annotated', async ({ annotate }) => { await annotate('ID_12', 'requirement'); await annotate('AltID_R-1', 'requirement'); await annotate('@smoke', 'tag'); await annotate('a note') })
test('annotated and failed', async ({ annotate }) => { await annotate('ID_13', 'requirement'); throw new Error('all the same') })
test('annotated wrongly', async ({ annotate }) => { await annotate('REQ-1', 'requirement'); await annotate('AltID_A_B', 'requirement'); await annotate('ID_012', 'requirement') })
