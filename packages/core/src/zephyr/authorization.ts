/** What the `authorization` header is made of. */
export interface Credentials {
  token?: string
  /** With `password`: Basic authentication, where no token is given. ASCII only. */
  username?: string
  password?: string
}

/**
 * @returns the header's value, or `undefined` without a credential
 * @throws TypeError where no header can carry it
 */
export function authorizationOf({ token, username, password }: Credentials): string | undefined {
  if (token) {
    // fetch's own complaint would quote it.
    if (!/^[\x20-\x7E\xA0-\xFF]+$/.test(token))
      throw new TypeError('The token holds characters that no header can carry. Copy it again and set `token`.')
    return `Bearer ${token}`
  }
  if (!username || !password) return undefined
  if (!/^[\x20-\x7E]+$/.test(username + password)) {
    throw new TypeError(
      'Basic authentication takes ASCII names and passwords only. Create an API token and set `token`.',
    )
  }
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}
