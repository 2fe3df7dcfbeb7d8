// The image grid in the browser. One module serves two mounted parts of a gallery, which find each
// other by the key they share: "grid" carries the sprite and the items and is sent when those change,
// "selection" carries a few bytes and is sent when only the selection changed.

const grids = new Map()
const selections = new Map()

// Moving through images with the keyboard sends one message where it rests, not one a step.
const REST = 150 // ms
const LONG_PRESS = 450 // ms
const FILLED = 2000 // ms in which what is opened has come from the server

export default function gallery(asking) {
  const { data } = asking
  if (data.part === "selection")
    return mounted(asking, () => new Selection(), (selection) => selection.update(data))
  const post = (message) => asking.setStateValue("activated", message)
  return mounted(asking, (parent) => new Grid(parent), (grid) => grid.update(data, post))
}

class Selection {
  update(data) {
    this.data = data
    selections.set(data.key, data)
    grids.get(data.key)?.follow(data)
  }

  remove() {
    if (selections.get(this.data.key) === this.data) selections.delete(this.data.key)
  }
}

const nameOf = ([split, index]) => `${split} ${index}`

class Grid {
  constructor(parent) {
    this.tiles = []
    this.items = []
    this.places = new Map() // name of a sample -> its position
    this.active = 0 // the one tile that Tab stops at
    this.open = null // name of the one sample that is shown large
    this.chosen = new Set() // names of several samples, to do something with all of them
    this.anchor = 0 // where a range begins
    this.several = false // whether the caller wants several
    this.sent = 0 // time of the last message
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
    on("click", (event, position) => this.click(event, position))
    on("mousedown", (event) => event.shiftKey && event.preventDefault()) // or the text below is marked
    on("keydown", (event) => this.press(event))
    on("focusin", (event, position, tile) => {
      this.stopAt(position)
      if (tile.matches(":focus-visible")) this.tip.show(tile, tipLines(this.items[position]))
    })
    on("focusout", () => this.tip.hide())
    on("pointerover", (event, position, tile) => {
      if (event.pointerType !== "touch") this.tip.show(tile, tipLines(this.items[position]))
    })
    on("pointerout", () => this.tip.hide())
    on("pointerdown", (event, position) => this.hold(event, position))
    on("contextmenu", (event) => this.touched && event.preventDefault())
    for (const type of ["pointerup", "pointercancel", "pointerleave"])
      this.root.addEventListener(type, () => clearTimeout(this.holding))
  }

  remove() {
    clearTimeout(this.resting)
    clearTimeout(this.holding)
    this.tip.hide()
    for (const element of [this.style, this.root, this.tip.element]) element.remove()
    if (grids.get(this.data.key) === this) grids.delete(this.data.key)
  }

  update(data, post) {
    this.post = post
    grids.set(data.key, this)
    if (data === this.data) return
    clearTimeout(this.resting)
    this.resting = null
    if (data.sprite !== this.data?.sprite) {
      this.style.textContent = `.tile { background-image: url("${data.sprite}"); }`
    }
    this.data = data
    this.items = data.items.map((row) => readItem(data, row))
    this.places = new Map(this.items.map((item, position) => [item.sample, position]))
    const { width, height, gutter, scale, columns, rows } = data
    this.root.style.setProperty("--tile-width", `${width * scale + 2}px`)
    this.root.style.setProperty("--tile-height", `${height * scale + 2}px`)
    const size = `${columns * (width + gutter) * scale}px ${rows * (height + gutter) * scale}px`
    this.root.style.setProperty("--sprite-size", size)
    this.root.setAttribute("aria-label", `${this.items.length} images`)
    this.tip.hide()
    const hadFocus = this.hasFocus()
    this.fillTiles()
    this.stopAt(hadFocus ? Math.min(this.active, this.items.length - 1) : 0)
    this.anchor = this.active
    if (hadFocus && !this.hasFocus()) this.tiles[this.active].focus({ preventScroll: true })
    const frame = this.frame()
    if (frame) frame.scrollTop = 0
    this.open = null
    this.follow(selections.get(data.key) ?? {})
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
    })
  }

  // Take over what the page says. It is late where the user has gone on since: then more will come.
  follow({ sample = null, chosen = [], marks = [], several = false, time = null }) {
    this.several = several
    this.root.setAttribute("aria-multiselectable", String(several))
    this.showMarks(marks)
    if (this.resting || (time !== null && time < this.sent)) return
    const before = this.open
    this.open = sample && nameOf(sample)
    this.chosen = new Set(chosen.map(nameOf))
    this.draw()
    if (this.open === before) return
    if (this.open === null) this.comeBack(this.places.get(before))
    else this.moveTo(this.places.get(this.open))
  }

  showMarks(marks) {
    const signs = new Map(marks.map(([split, index, sign, words]) => [nameOf([split, index]), [sign, words]]))
    this.items.forEach((item, position) => {
      const [sign, words] = signs.get(item.sample) ?? ["", ""]
      const tile = this.tiles[position]
      item.mark = words
      tile.toggleAttribute("data-mark", Boolean(sign))
      if (sign) tile.dataset.mark = sign
      tile.setAttribute("aria-label", [item.label, words].filter(Boolean).join(", "))
    })
  }

  // Several chosen images are the selection; without them it is the open one.
  draw() {
    this.tiles.forEach((tile, position) => {
      const { sample } = this.items[position]
      const open = sample === this.open
      const chosen = this.chosen.has(sample)
      tile.classList.toggle("open", open)
      tile.classList.toggle("chosen", chosen)
      tile.setAttribute("aria-selected", String(this.chosen.size ? chosen : open))
    })
  }

  // The selection was changed elsewhere on the page: the keyboard goes on from there.
  moveTo(position) {
    if (position === undefined) return
    this.anchor = position
    if (this.hasFocus()) this.tiles[position].focus({ preventScroll: true })
    else this.stopAt(position)
    const frame = this.frame()
    if (!frame) return
    const [inner, outer] = [this.tiles[position], frame].map((element) => element.getBoundingClientRect())
    if (inner.top >= outer.top && inner.bottom <= outer.bottom) return
    frame.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2
  }

  // What was opened from here was closed elsewhere, as a dialog is: the keyboard comes back to its tile, once
  // what it was on is gone.
  comeBack(position, until = Date.now() + FILLED) {
    const tile = this.tiles[position]
    if (!this.opened || !tile?.isConnected || this.open !== null || Date.now() > until) return
    if (document.activeElement !== document.body) {
      setTimeout(() => this.comeBack(position, until), 50)
      return
    }
    this.opened = false
    tile.focus({ preventScroll: true })
    tile.scrollIntoView({ block: "nearest" })
  }

  // The part of the page that the images scroll in, if it is not the page itself.
  frame() {
    let element = this.root.getRootNode().host ?? this.root.parentElement
    for (; element && element.dataset.testid !== "stMain"; element = element.parentElement) {
      const scrolls = ["auto", "scroll"].includes(getComputedStyle(element).overflowY)
      if (scrolls && element.scrollHeight > element.clientHeight) return element
    }
    return null
  }

  hasFocus() {
    return this.root.contains(this.root.getRootNode().activeElement)
  }

  send(kind, wait = 0) {
    clearTimeout(this.resting)
    this.resting = null
    const post = () => {
      this.resting = null
      this.sent = Math.max(Date.now(), this.sent + 1)
      const sampleOf = (name) => {
        const item = this.items[this.places.get(name)]
        return item ? [item.split, item.index] : null
      }
      const samples = [...this.chosen].map(sampleOf).filter(Boolean)
      this.post({ kind, sample: this.open && sampleOf(this.open), samples, time: this.sent })
    }
    if (wait) this.resting = setTimeout(post, wait)
    else post()
  }

  click(event, position) {
    if (this.touched === "held") this.touched = ""
    else if (this.several && event.shiftKey) {
      this.chooseTo(position)
      this.tiles[position].focus({ preventScroll: true })
    } else if (this.several && (event.ctrlKey || event.metaKey)) this.toggle(position)
    else if (this.touched && this.chosen.size) this.toggle(position)
    else this.activate(position)
  }

  // A finger that rests on an image chooses it, and further taps choose more.
  hold(event, position) {
    clearTimeout(this.holding)
    this.touched = event.pointerType === "touch" ? "touched" : ""
    if (!this.touched || !this.several) return
    this.holding = setTimeout(() => {
      this.touched = "held"
      this.toggle(position)
    }, LONG_PRESS)
  }

  activate(position, wait = 0) {
    this.open = this.items[position].sample
    this.opened = true
    this.anchor = position
    this.chosen.clear()
    this.draw()
    this.send("select", wait)
    if (!wait) this.reveal()
  }

  // On a narrow screen, what is opened stands below the images: go there, and again as it fills up.
  reveal() {
    const place = document.querySelector(`.st-key-${CSS.escape(this.data.key)}-opened`)
    const main = place?.closest("[data-testid=stMain]")
    if (!main || place.getBoundingClientRect().top < window.innerHeight - 160) return
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches
    const go = () => {
      const top = main.scrollTop + place.getBoundingClientRect().top - 64 // the app's fixed header
      main.scrollTo({ top, behavior: calm ? "auto" : "smooth" })
    }
    const growing = new ResizeObserver(go)
    const stop = () => growing.disconnect()
    growing.observe(place)
    setTimeout(stop, FILLED)
    for (const type of ["pointerdown", "wheel", "keydown"])
      window.addEventListener(type, stop, { capture: true, once: true, passive: true })
  }

  toggle(position) {
    const { sample } = this.items[position]
    if (!this.chosen.size && !this.touched && this.places.has(this.open)) this.chosen.add(this.open)
    if (!this.chosen.delete(sample)) this.chosen.add(sample)
    this.anchor = position
    this.stopAt(position)
    this.draw()
    this.send("choose")
  }

  chooseTo(position, wait = 0) {
    const [first, last] = [this.anchor, position].sort((a, b) => a - b)
    this.chosen = new Set(this.items.slice(first, last + 1).map((item) => item.sample))
    this.stopAt(position)
    this.draw()
    this.send("choose", wait)
  }

  clear() {
    this.tip.hide()
    if (this.chosen.size) {
      this.chosen.clear()
      this.draw()
      this.send("choose")
    } else if (this.open !== null) {
      this.open = null
      this.draw()
      this.send("select")
    }
  }

  stopAt(position) {
    if (this.tiles[this.active]) this.tiles[this.active].tabIndex = -1
    this.active = position
    this.tiles[position].tabIndex = 0
  }

  press(event) {
    if (event.altKey || !(event.ctrlKey || event.metaKey ? this.pressWith(event) : this.pressKey(event))) return
    event.preventDefault()
    event.stopPropagation()
  }

  // With Ctrl or Cmd. Returns whether the key means something.
  pressWith({ key }) {
    if (!this.several) return false
    if (key === " ") this.toggle(this.active)
    else if (key.toLowerCase() === "a") {
      this.anchor = 0
      this.chooseTo(this.items.length - 1)
    } else return false
    return true
  }

  pressKey({ key, shiftKey }) {
    const target = this.targetOf(key)
    if (target !== undefined) return this.walk(target, shiftKey && this.several)
    if (key === "Enter" || key === " ") this.activate(this.active)
    else if (key === "Escape" && (this.open !== null || this.chosen.size || this.tip.shown)) this.clear()
    else return false
    return true
  }

  // While an image is open, the next one opens as the keyboard comes to it. At either end the page may go on.
  walk(target, choosing) {
    if (target === this.active) return choosing || this.open === null
    this.tiles[target].focus()
    if (choosing) this.chooseTo(target, REST)
    else if (this.open !== null && !this.chosen.size) this.activate(target, REST)
    else if (!this.chosen.size) this.anchor = target
    return true
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

function tipLines(item) {
  return [["name", item.true], ["", item.verdict], ["", item.note], ["", item.mark], ["quiet", item.sample]]
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
