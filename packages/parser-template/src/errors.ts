/** Why a result file cannot be read; `line` and `column` count from 1. */
export class ResultFileError extends Error {
  override readonly name = 'ResultFileError'
  readonly line?: number
  readonly column?: number

  constructor(message: string, { line, column }: { line?: number; column?: number } = {}) {
    super(message)
    this.line = line
    this.column = column
  }
}
