/** OpenSSL's words for what goes wrong most often, by the end of Node's code for it. */
const reasons: readonly [code: RegExp, words: string][] = [
  [/WRONG_VERSION_NUMBER|UNKNOWN_PROTOCOL|HTTP_REQUEST/, 'the port answers, but does not speak TLS'],
  [/KEY_VALUES_MISMATCH/, 'the key does not belong to the certificate'],
  [
    /BAD_DECRYPT|INTERRUPTED_OR_CANCELLED|BAD_PASSWORD_READ|MISSING_PASSPHRASE/,
    'the key is encrypted with a passphrase',
  ],
  [/NO_START_LINE|PEM_LIB|BAD_END_LINE|UNSUPPORTED/, 'the certificate or its key is not a PEM file that can be read'],
  [
    /CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE/,
    'the server ended the handshake; it may want a client certificate',
  ],
  [/UNKNOWN_CA/, 'the server does not know the authority of the client certificate'],
  [/PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW/, 'the server speaks no version of TLS that Node accepts'],
  [/^ECONNRESET$|^EPIPE$/, 'the server ended the connection during the handshake'],
]

/** Why TLS failed, in words and Node's code; OpenSSL's own text says less and fills two lines. */
export function tlsReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  const message = error instanceof Error ? error.message : String(error)
  const known = reasons.find(
    ([pattern]) => pattern.test(code) || (code === 'EPROTO' && pattern.test(opensslCode(message))),
  )
  if (known) return `${known[1]} (${code === 'EPROTO' ? opensslCode(message) : code})`
  return /SSL routines|^error:[0-9A-F]{8}/.test(message)
    ? `the handshake failed (${code || opensslCode(message)})`
    : message
}

/** `error:0A00010B:SSL routines:ssl3_get_record:wrong version number:…` as Node's newer codes spell it. */
function opensslCode(message: string): string {
  const reason = message.split(':').find((_, at, parts) => at > 2 && /routines$/.test(parts[at - 2] ?? ''))
  return (reason ?? 'EPROTO').trim().toUpperCase().replaceAll(' ', '_')
}
