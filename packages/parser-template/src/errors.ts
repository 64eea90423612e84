/** Why a result file cannot be read; `line` and `column` count from 1. */
export class ResultFileError extends Error {
  override readonly name = 'ResultFileError'
  readonly line?: number
  readonly column?: number
  /** `other root`: the file may be XML, but no JUnit file. */
  readonly code?: 'other root'

  constructor(message: string, { line, column, code }: Pick<ResultFileError, 'line' | 'column' | 'code'> = {}) {
    super(message)
    this.line = line
    this.column = column
    this.code = code
  }
}
