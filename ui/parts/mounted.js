const places = new WeakMap()

// What a component shows in one place of the page, however often Streamlit asks for it, and how to take it
// away. Streamlit asks anew whenever the data changes. What it was given to clean up it calls when the
// component goes; but where the data changed while the script was still loading, it calls what the first
// asking gave after the second was answered. So only the last one given takes anything away.
function mounted(parent, make) {
  let place = places.get(parent)
  if (!place) places.set(parent, (place = { shown: make(parent), asked: 0 }))
  const asking = ++place.asked
  const takeAway = () => {
    if (place.asked !== asking) return
    place.shown.remove()
    places.delete(parent)
  }
  return [place.shown, takeAway]
}
