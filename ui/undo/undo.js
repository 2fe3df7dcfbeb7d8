// Counts how often one wants to undo: with the button, or with Ctrl+Z anywhere on the page but in a text.

export default function undo(asking) {
  const send = (presses) => asking.setStateValue("presses", presses)
  return mounted(asking, (parent) => new Undo(parent), (button) => button.update(asking.data, send))
}

// Milliseconds after which a canvas has surely reported a stroke: one that was not could not be undone.
const REPORTED = 300
const MAC = /Mac|iPhone|iPad/.test(navigator.platform)

class Undo {
  constructor(parent) {
    this.presses = 0
    this.released = -REPORTED
    this.button = document.createElement("button")
    this.button.type = "button"
    this.button.append(part("span", "undo"), "Undo", part("kbd", MAC ? "⌘ Z" : "Ctrl + Z"))
    this.button.firstChild.setAttribute("aria-hidden", "true")
    this.button.addEventListener("click", () => this.press())
    parent.append(this.button)
    this.listening = new AbortController()
    const { signal } = this.listening
    document.addEventListener("keydown", (event) => this.key(event), { signal })
    // Those that the canvas hears, too: a busy browser may handle a pointer's own event long before.
    for (const type of ["mouseup", "touchend"])
      document.addEventListener(type, (event) => this.release(event), { signal, capture: true })
  }

  remove() {
    this.listening.abort()
    clearTimeout(this.waiting)
    this.button.remove()
  }

  update({ disabled, counted }, send) {
    this.button.disabled = disabled
    this.presses = Math.max(this.presses, counted)
    this.send = send
  }

  key(event) {
    const undoing = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey
    if (!undoing || event.key.toLowerCase() !== "z" || this.button.disabled) return
    if (writing(event)) return
    event.preventDefault()
    this.press()
  }

  release(event) {
    if (!event.composedPath().includes(this.button)) this.released = performance.now()
  }

  press() {
    this.presses += 1
    clearTimeout(this.waiting)
    this.waiting = setTimeout(() => this.send(this.presses), this.released + REPORTED - performance.now())
  }
}

function part(tag, text) {
  const element = document.createElement(tag)
  element.textContent = text
  return element
}
