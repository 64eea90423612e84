import type { Settings } from './options.js'

/** What no line, file or error may ever hold, in the forms it is sent in. */
export function secretsOf({ token, username, password }: Settings): string[] {
  const basic = username && password ? Buffer.from(`${username}:${password}`).toString('base64') : undefined
  return [token, password, basic].filter((secret) => secret !== undefined)
}

export const hasCredential = ({ token, username, password }: Settings) => Boolean(token || (username && password))
