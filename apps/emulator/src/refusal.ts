/** A request that the server refuses, with the status it answers. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: 400 | 401 | 403 | 404 | 500
  constructor(status: 400 | 401 | 403 | 404 | 500, message: string) {
    super(message)
    this.status = status
  }
}
