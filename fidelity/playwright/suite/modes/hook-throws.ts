export default function hook() {
  throw new Error('the global hook broke')
}
