// What a merge keeps of each test case: columns of numbers, which cost their bytes and no object each.

/** Numbers by index, 0 where none was set. Memory is taken where something is set, piece by piece, and never copied. */
export interface Column {
  get(index: number): number
  set(index: number, value: number): void
}

const pieceBits = 14
const pieceLength = 1 << pieceBits
const inPiece = pieceLength - 1

/** @param bytes of each number: 1 holds up to 255, 4 up to 2^32 - 1 */
export function createColumn(bytes: 1 | 4): Column {
  const pieces: (Uint8Array | Uint32Array | undefined)[] = []
  const newPiece = () => (bytes === 1 ? new Uint8Array(pieceLength) : new Uint32Array(pieceLength))
  return {
    get: (index) => pieces[index >>> pieceBits]?.[index & inPiece] ?? 0,
    set(index, value) {
      const at = index >>> pieceBits
      while (pieces.length <= at) pieces.push(undefined)
      let piece = pieces[at]
      if (!piece) {
        piece = newPiece()
        pieces[at] = piece
      }
      piece[index & inPiece] = value
    },
  }
}
