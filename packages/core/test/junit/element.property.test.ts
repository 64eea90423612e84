import fc from 'fast-check'
import { XMLBuilder } from 'fast-xml-parser'
import { expect, test } from 'vitest'
import { caseElement } from '../../src/junit/element.js'
import { cleanName, cleanText } from '../../src/results/text.js'

// Failures are written by hand: as fast-xml-parser's builder writes them.

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: true })
const units = fc.constantFrom('<', '>', '&', "'", '"', ']]>', '&amp;', '\n', '\t', ' ', '$1', '$&', 'é', '😀', 'a')
const text = fc.array(units, { minLength: 1, maxLength: 20 }).map((all) => `x${all.join('')}`)

test('a failure, byte for byte as the builder writes it', () => {
  fc.assert(
    fc.property(text, text, text, (message, type, body) => {
      const start = { packageName: 'a', name: 'b', duration: 0 }
      const written = caseElement({ ...start, outcome: 'failed', failures: [{ message, type, text: body }] })
      const failure = { '@message': cleanName(message), '@type': cleanName(type), '#text': cleanText(body) }
      expect(written).toBe(`<testcase classname="a" name="b" time="0.000">${builder.build({ failure })}</testcase>\n`)
    }),
    { numRuns: 2000 },
  )
})

test.each([
  ['passed', ''],
  ['notRun', '<skipped/>'],
] as const)('%s, with requirements and tags', (outcome, inside) => {
  const written = caseElement({
    ...{ packageName: 'a', name: 'b', duration: 0, outcome, failures: [] },
    ...{ requirements: ['ID_1', 'ID_2'], tags: ["it's"], properties: [{ name: 'id', value: '<7>' }] },
  })
  expect(written).toBe(
    `<testcase classname="a" name="b" time="0.000"><properties><property name="id" value="&lt;7&gt;"/></properties>${inside}` +
      '<requirements><requirement>ID_1</requirement><requirement>ID_2</requirement></requirements>' +
      '<tags><tag>it&apos;s</tag></tags></testcase>\n',
  )
})
