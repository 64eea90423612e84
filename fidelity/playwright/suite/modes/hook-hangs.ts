export default async function hook() {
  await new Promise((resolve) => setTimeout(resolve, 20_000))
}
