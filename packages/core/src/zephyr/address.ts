/**
 * The address below which the operations stand, without a slash at its end: host, host with port, with a path before
 * `/flex`, with `/flex/…` behind, with or without scheme (then `https`).
 */
export function baseAddress(given: string): string {
  const text = given.trim()
  const address = withScheme(text)
  // `https:/acme` would be the host `https` with the path `/acme`.
  if (!URL.canParse(address) || /^[a-z]+:\/(?!\/)/i.test(text))
    throw new TypeError(
      `Not an address of a Zephyr server: ${hideUser(text)}. Expected something like https://acme.yourzephyr.com.`,
    )
  const url = new URL(address)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new TypeError(`Not an http or https address: ${hideUser(text)}`)
  if (url.username || url.password) {
    throw new TypeError(
      `The address ${hideUser(text)} holds a user name or password. Remove it and set \`token\` instead.`,
    )
  }
  const before = url.pathname.replace(/\/flex(\/.*)?$/, '').replace(/\/+$/, '')
  return `${url.origin}${before}/flex`
}

/** `acme.example` becomes `https://acme.example`. */
export const withScheme = (text: string) => (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`)

/** The address as it may be shown, without the user name, password and query that stand in it. */
export const hideUser = (text: string) =>
  text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1***@').replace(/[?#].*$/s, '?…')
