import { array, assert, constantFrom, integer, oneof, property, string, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import { createCountingXmlReader, createXmlReader, type XmlHandlers } from '../../src/junit/xml.js'

// Plain XML is read by a scanner of our own. Whatever the text and wherever it is cut: what it reads and what it refuses is
// what saxes alone reads and refuses.

const fragments = constantFrom(
  ...[
    '<a>',
    '</a>',
    '<a b="1">',
    '<a b=\'1\' c:d="2">',
    '<a/>',
    '<a b="x"/>',
    '</a >',
    '<a\n b="1"\t>',
    '< a>',
    '<a b="1"c="2">',
  ],
  ...[
    '<a b="1" b="2"/>',
    '<a b>',
    '<a b = "1"/>',
    '<a b=1/>',
    '<a b="<"/>',
    '<a b="&amp;&#65;&#x41;\t\n"/>',
    '<a b="&nope;"/>',
    '<a b="&"/>',
  ],
  ...[
    '<a __proto__="1"/>',
    '<a constructor="1"/>',
    '<é/>',
    '<a é="1"/>',
    '<1/>',
    '<a.-_:1/>',
    '</b>',
    '<a',
    '/>',
    '>',
    '<',
    '</',
    '<!',
    '<?',
  ],
  ...[
    'text',
    ' ',
    '\n',
    '\r\n',
    '\r',
    '\t',
    'é😀',
    '&lt;',
    '&#0;',
    '&#xD800;',
    '&#x110000;',
    '&#65;',
    '&',
    '&;',
    ';',
    ']',
    ']]',
    ']]>',
    '\u0085\u2028',
  ],
  ...[
    '<!-- a -->',
    '<!---->',
    '<!-- - -->',
    '<!-- -- -->',
    '<!--->',
    '<!--',
    '-->',
    '-',
    '--',
    '<![CDATA[a]]>',
    '<![CDATA[',
    ']]]>',
    '<![CDATA[]]]]>',
  ],
  ...[
    '<?xml version="1.0"?>',
    "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>",
    '<?xml version="1.1"?>',
    '<?php echo ?>',
    '<?xml?>',
  ],
  ...['<!DOCTYPE a>', '<!DOCTYPE a [<!ENTITY b "c">]>', '<!DOCTYPE', '\uFEFF'],
)

const document = array(oneof({ weight: 9, arbitrary: fragments }, { weight: 1, arbitrary: string() }), {
  maxLength: 24,
}).map((parts) => parts.join('').replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, ''))
/** Most random texts are refused at once: these go on within a root. */
const wrapped = document.map((text) => `<?xml version="1.0"?>\n<r>${text}</r>`)

/** What a reader says of the text, given in pieces that end at `cuts`; and text is wanted but behind `<a.-_:1>`. */
function read(
  create: (handlers: XmlHandlers) => ReturnType<typeof createXmlReader>,
  text: string,
  cuts: readonly number[],
) {
  const events: string[] = []
  let words = ''
  const flush = () => {
    if (words !== '') events.push(`text ${JSON.stringify(words)}`)
    words = ''
  }
  const reader = create({
    onOpen(name, attributes) {
      flush()
      events.push(`open ${name} ${JSON.stringify(Object.entries(attributes))}`)
      reader.wantText(name !== 'a.-_:1')
    },
    onClose(name) {
      flush()
      events.push(`close ${name}`)
    },
    onText(piece) {
      words += piece
    },
    onError(message) {
      // How much of a text is handed on before its end is refused is no one's business.
      throw new Error(message)
    },
  })
  try {
    for (const piece of piecesOf(text, cuts)) reader.write(piece)
    reader.close()
    flush()
  } catch (error) {
    events.push(`refused: ${error instanceof Error ? error.message.replace(/^\d+:\d+: /, '') : error}`)
  }
  return events
}

function piecesOf(text: string, cuts: readonly number[]): string[] {
  const ends = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b)
  return [0, ...ends].map((start, index) => text.slice(start, ends[index] ?? text.length))
}

test('plain XML is read as saxes reads it, whatever the text and wherever it is cut', () => {
  const check = property(
    oneof(document, wrapped),
    array(integer({ min: 0, max: 1000 }), { maxLength: 6 }),
    (text, cuts) => {
      expect(read(createXmlReader, text, cuts)).toEqual(read(createCountingXmlReader, text, cuts))
    },
  )
  assert(check, { numRuns: 3000 })
})

test('in pieces of one character too', () => {
  const check = property(tuple(wrapped), ([text]) => {
    const cuts = Array.from({ length: text.length }, (_, at) => at)
    expect(read(createXmlReader, text, cuts)).toEqual(read(createCountingXmlReader, text, []))
  })
  assert(check, { numRuns: 500 })
})
