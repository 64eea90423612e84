// Terminal codes (ECMA-48), in patterns whose cost is linear: each run ends before the next ESC. Node's own
// stripVTControlCharacters is not: 40,000 times `ESC;#` take it half a minute.
const codes = new RegExp(
  [
    // CSI: parameters, intermediates, a final byte.
    '(?:\\u001B\\[|\\u009B)[0-?]*[ -/]*[@-~]',
    // OSC, DCS, SOS, PM and APC: text up to BEL or ST. A link (OSC 8) is one.
    '\\u001B[\\]PX^_][^\\u0007\\u001B\\u009C]*(?:\\u0007|\\u001B\\\\|\\u009C)',
    // A character set, then all of one character.
    '\\u001B[()*+#%][0-~]',
    '\\u001B[0-OQ-WYZ`-~\\\\<=>]',
    // What begins a code and goes on in no known way.
    '[\\u001B\\u009B]',
  ].join('|'),
  'g',
)

/** Text without terminal codes: colours, cursor moves, links. What a link shows stays. */
export const stripAnsi = (text: string): string =>
  text.includes('\u001B') || text.includes('\u009B') ? text.replace(codes, '') : text
