import type { Settings } from './options.js'

type Credentials = Pick<Settings, 'token' | 'username' | 'password'>

/** What no line, file or error may ever hold. */
export function secretsOf({ token, username, password }: Credentials): string[] {
  // As Basic sends the two.
  const basic = username && password ? Buffer.from(`${username}:${password}`).toString('base64') : undefined
  return [token, password, basic].filter((secret) => secret !== undefined)
}

export const hasCredential = ({ token, username, password }: Credentials) => Boolean(token || (username && password))
