export default function setup() {
  return () => {
    throw new Error('what the global set-up returned broke')
  }
}
