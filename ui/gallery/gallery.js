// The image grid in the browser. One module serves two mounted parts of a gallery, which find each
// other by the key they share: "grid" carries the sprite and the items and is sent when those change,
// "selection" carries a few bytes and is sent when only the selection changed.

const grids = new Map()
const selections = new Map()
const gridOf = new WeakMap()

export default function gallery({ data, parentElement, setStateValue }) {
  if (data.part === "selection") return mountSelection(data)
  let grid = gridOf.get(parentElement)
  if (!grid) gridOf.set(parentElement, (grid = new Grid(parentElement)))
  grids.set(data.key, grid)
  grid.update(data, (sample) => setStateValue("activated", { sample, time: Date.now() }))
  return () => {
    grid.remove()
    gridOf.delete(parentElement)
    if (grids.get(data.key) === grid) grids.delete(data.key)
  }
}

function mountSelection(data) {
  selections.set(data.key, data)
  grids.get(data.key)?.select(data.sample)
  return () => {
    if (selections.get(data.key) === data) selections.delete(data.key)
  }
}

class Grid {
  constructor(parent) {
    this.tiles = []
    this.items = []
    this.active = 0 // the one tile that Tab stops at
    this.selected = -1
    this.style = document.createElement("style")
    this.root = document.createElement("div")
    this.root.className = "grid"
    this.root.setAttribute("role", "listbox")
    this.tip = new Tip()
    parent.append(this.style, this.root, this.tip.element)
    this.listen()
  }

  listen() {
    const on = (type, act) =>
      this.root.addEventListener(type, (event) => {
        const tile = event.target.closest(".tile")
        if (tile) act(event, this.tiles.indexOf(tile), tile)
      })
    on("click", (event, position) => this.activate(position))
    on("keydown", (event) => this.press(event))
    on("focusin", (event, position, tile) => {
      this.stopAt(position)
      if (tile.matches(":focus-visible")) this.tip.show(tile, this.items[position])
    })
    on("focusout", () => this.tip.hide())
    on("pointerover", (event, position, tile) => {
      if (event.pointerType !== "touch") this.tip.show(tile, this.items[position])
    })
    on("pointerout", () => this.tip.hide())
  }

  remove() {
    this.tip.hide()
    for (const element of [this.style, this.root, this.tip.element]) element.remove()
  }

  update(data, send) {
    this.send = send
    if (data === this.data) return
    if (data.sprite !== this.data?.sprite) {
      this.style.textContent = `.tile { background-image: url("${data.sprite}"); }`
    }
    this.data = data
    this.items = data.items.map((row) => readItem(data, row))
    const { width, height, gutter, scale, columns, rows } = data
    this.root.style.setProperty("--tile-width", `${width * scale + 2}px`)
    this.root.style.setProperty("--tile-height", `${height * scale + 2}px`)
    const size = `${columns * (width + gutter) * scale}px ${rows * (height + gutter) * scale}px`
    this.root.style.setProperty("--sprite-size", size)
    this.root.setAttribute("aria-label", `${this.items.length} images`)
    this.tip.hide()
    const hadFocus = this.hasFocus()
    this.fillTiles()
    this.stopAt(Math.min(this.active, this.items.length - 1))
    if (hadFocus && !this.hasFocus()) this.tiles[this.active].focus({ preventScroll: true })
    this.select(selections.get(data.key)?.sample ?? null)
  }

  // Tiles are kept and filled anew, so that the keyboard stays where it was when the items change.
  fillTiles() {
    while (this.tiles.length > this.items.length) this.tiles.pop().remove()
    while (this.tiles.length < this.items.length) {
      const tile = document.createElement("div")
      tile.setAttribute("role", "option")
      tile.tabIndex = -1
      this.tiles.push(tile)
      this.root.append(tile)
    }
    const { width, height, gutter, scale, columns } = this.data
    // A mark on every image would tell nothing: where all are wrong, as on the errors page, there is none.
    const mixed = this.items.some((item) => !item.wrong)
    this.items.forEach((item, position) => {
      const tile = this.tiles[position]
      const x = (position % columns) * (width + gutter) * scale
      const y = Math.floor(position / columns) * (height + gutter) * scale
      tile.className = item.wrong && mixed ? "tile wrong" : "tile"
      tile.style.backgroundPosition = `${-x}px ${-y}px`
      tile.setAttribute("aria-label", item.label)
    })
  }

  select(sample) {
    const is = (item) => item.split === sample[0] && item.index === sample[1]
    const before = this.selected
    this.selected = sample ? this.items.findIndex(is) : -1
    this.tiles.forEach((tile, position) => {
      tile.setAttribute("aria-selected", String(position === this.selected))
    })
    if (this.selected >= 0 && this.selected !== before && !this.hasFocus()) this.stopAt(this.selected)
  }

  hasFocus() {
    return this.root.contains(this.root.getRootNode().activeElement)
  }

  activate(position) {
    const { split, index } = this.items[position]
    this.select([split, index])
    this.send([split, index])
  }

  clear() {
    this.tip.hide()
    if (this.selected < 0) return
    this.select(null)
    this.send(null)
  }

  stopAt(position) {
    if (this.tiles[this.active]) this.tiles[this.active].tabIndex = -1
    this.active = position
    this.tiles[position].tabIndex = 0
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const target = this.targetOf(event.key)
    if (target !== undefined) this.tiles[target].focus()
    else if (event.key === "Enter" || event.key === " ") this.activate(this.active)
    else if (event.key === "Escape" && (this.selected >= 0 || this.tip.shown)) this.clear()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  // The tile a key leads to, by the rows as they are drawn now; undefined for keys that do not move.
  targetOf(key) {
    const last = this.items.length - 1
    const columns = getComputedStyle(this.root).gridTemplateColumns.split(" ").length
    const rowsInView = Math.floor(window.innerHeight / this.tiles[0].offsetHeight) - 1
    const byRows = (rows) => {
      const column = this.active % columns
      const row = Math.floor(this.active / columns) + rows
      const lastRow = Math.floor(last / columns)
      return Math.min(last, Math.max(0, Math.min(row, lastRow)) * columns + column)
    }
    const page = Math.max(1, rowsInView)
    return {
      ArrowLeft: () => Math.max(0, this.active - 1),
      ArrowRight: () => Math.min(last, this.active + 1),
      ArrowUp: () => byRows(-1),
      ArrowDown: () => byRows(1),
      PageUp: () => byRows(-page),
      PageDown: () => byRows(page),
      Home: () => 0,
      End: () => last,
    }[key]?.()
  }
}

class Tip {
  constructor() {
    this.element = document.createElement("div")
    this.element.className = "tip"
    this.element.popover = "manual" // the top layer: no container of the page can cut it off
    this.element.setAttribute("aria-hidden", "true") // a tile's label says the same
    this.place = () => this.moveTo(this.tile)
  }

  show(tile, item) {
    this.tile = tile
    const lines = [["name", item.true], ["", item.verdict], ["", item.note], ["quiet", item.sample]]
    this.element.replaceChildren(...lines.filter(([, text]) => text).map(line))
    this.element.showPopover()
    this.place()
    window.addEventListener("scroll", this.place, { capture: true, passive: true })
  }

  get shown() {
    return this.element.matches(":popover-open")
  }

  hide() {
    this.element.hidePopover()
    window.removeEventListener("scroll", this.place, { capture: true })
  }

  moveTo(tile) {
    const box = tile.getBoundingClientRect()
    const { offsetWidth: width, offsetHeight: height } = this.element
    const left = box.left + box.width / 2 - width / 2
    const above = box.top - height - 8
    this.element.style.left = `${Math.max(8, Math.min(left, window.innerWidth - width - 8))}px`
    this.element.style.top = `${above >= 8 ? above : box.bottom + 8}px`
  }
}

function line([className, text]) {
  const element = document.createElement("div")
  element.className = className
  element.textContent = text
  return element
}

function readItem(data, [splitNumber, index, trueNumber, predictedNumber, percent, note = ""]) {
  const split = data.splits[splitNumber]
  const name = data.classes[trueNumber]
  const sample = `${split} ${index}`
  const confidence = percent === null ? "" : ` ${percent.toFixed(1)} %`
  const verdict = predictedNumber === null ? "" : `predicted ${data.classes[predictedNumber]}${confidence}`
  return {
    split,
    index,
    sample,
    note,
    verdict,
    true: name,
    wrong: predictedNumber !== null && predictedNumber !== trueNumber,
    label: [name, verdict, sample, note].filter(Boolean).join(", "),
  }
}
