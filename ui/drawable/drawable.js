// The library's canvas. It disposes of itself where an asking is cleaned up, the last one or not.

export default async function drawable(asking) {
  const { default: show } = await import(new URL(asking.data.script, document.baseURI))
  const make = () => ({ remove() { this.cleanUp() } })
  return mounted(asking, make, (canvas) => (canvas.cleanUp = show(asking)))
}
