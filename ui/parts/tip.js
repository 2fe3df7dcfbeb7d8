// What stands beside a part of a component while the mouse or the keyboard is on it.
// The part's own label says the same to a screen reader.

class Tip {
  constructor() {
    this.element = document.createElement("div")
    this.element.className = "tip"
    this.element.popover = "manual" // the top layer: no container of the page can cut it off
    this.element.setAttribute("aria-hidden", "true")
    this.place = () => this.moveTo(this.part)
  }

  get shown() {
    return this.element.matches(":popover-open")
  }

  // Lines are pairs of a class name and a text; those without a text are left out.
  show(part, lines) {
    this.part = part
    const written = lines.filter(([, text]) => text).map(([className, text]) => {
      const line = document.createElement("div")
      line.className = className
      line.textContent = text
      return line
    })
    this.element.replaceChildren(...written)
    this.element.showPopover()
    this.place()
    window.addEventListener("scroll", this.place, { capture: true, passive: true })
  }

  hide() {
    this.element.hidePopover()
    window.removeEventListener("scroll", this.place, { capture: true })
  }

  moveTo(part) {
    const box = part.getBoundingClientRect()
    const { offsetWidth: width, offsetHeight: height } = this.element
    const left = box.left + box.width / 2 - width / 2
    const above = box.top - height - 8
    this.element.style.left = `${Math.max(8, Math.min(left, window.innerWidth - width - 8))}px`
    this.element.style.top = `${above >= 8 ? above : box.bottom + 8}px`
  }
}
