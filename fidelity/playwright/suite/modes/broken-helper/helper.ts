export function pageObject() {
  throw new Error('the helper broke')
}
export const page = pageObject()
