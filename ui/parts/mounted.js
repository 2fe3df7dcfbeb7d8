const places = new WeakMap()

// Shows what a component shows in one place of the page, and returns what takes it away. Streamlit asks anew
// whenever the data change, and calls what it was given to clean up when the component goes. While the script
// is still loading, though, it may ask with older data last, and cleans up at once after askings that were
// overtaken. So older data count for nothing, and nothing is taken away that is still on the page.
function mounted({ data, parentElement: parent }, make, update) {
  let place = places.get(parent)
  if (!place) places.set(parent, (place = { shown: make(parent), since: data.since }))
  if (data.since >= place.since) {
    place.since = data.since
    update(place.shown)
  }
  return () => {
    if (parent.isConnected || !places.delete(parent)) return
    place.shown.remove()
  }
}
