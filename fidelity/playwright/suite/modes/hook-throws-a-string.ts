export default function hook() {
  throw 'the global hook broke'
}
