/** Limit for an unpacked answer: Zephyr sends nothing as large. */
const largestAnswerBytes = 64 * 1024 * 1024

/** The answer is longer than anything that Zephyr sends. */
export class TooLarge extends Error {}

/** @throws TooLarge */
export async function bodyText(body: ReadableStream<Uint8Array> | null, alive: () => void): Promise<string> {
  if (!body) return ''
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of body) {
    alive()
    size += piece.length
    if (size > largestAnswerBytes)
      throw new TooLarge(`the answer is longer than ${largestAnswerBytes / 1024 / 1024} MB`)
    pieces.push(piece)
  }
  return new TextDecoder().decode(Buffer.concat(pieces))
}

/** JSON where the body is some, else its text; `undefined` for an empty one. */
export function parseBody(body: string): unknown {
  if (body.trim() === '') return undefined
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}
