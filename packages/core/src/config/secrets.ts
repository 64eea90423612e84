import { shortestMasked } from '../mask.js'
import type { Settings } from './options.js'

type Credentials = Pick<Settings, 'token' | 'username' | 'password'>

/** What no line, file or error may ever hold. */
export function secretsOf({ token, username, password }: Credentials): string[] {
  // Basic authentication sends both in this spelling.
  const basic = username && password ? Buffer.from(`${username}:${password}`).toString('base64') : undefined
  return [token, password, basic].filter((secret) => secret !== undefined)
}

/** A warning for each secret that is too short to be masked in what is printed. */
export function shortSecrets({ token, password }: Credentials): string[] {
  return Object.entries({ token, password })
    .filter(([, secret]) => secret !== undefined && secret.length < shortestMasked)
    .map(([name]) => `${name} has fewer than ${shortestMasked} characters and cannot be masked in what is printed.`)
}

/** Whether the settings can log in at all. */
export const hasCredential = ({ token, username, password }: Credentials) => Boolean(token || (username && password))
