// The confusion matrix in the browser: a grid of cells between the names and the figures of the classes.
// A cell is a pair [true, predicted] of class numbers; null stands for every class.

export default function mount(asking) {
  const send = (cells, time) => asking.setStateValue("chosen", { cells, time })
  return mounted(asking, (parent) => new Matrix(parent), (matrix) => matrix.update(asking.data, send))
}

const same = (a, b) => a[0] === b[0] && a[1] === b[1]
const number = (value) => value.toLocaleString("en-US")
const percent = (part, whole) => `${((100 * part) / whole).toFixed(1)}\u202f%`
const SIDES = { top: [-1, 0], bottom: [1, 0], left: [0, -1], right: [0, 1] }
const sum = (values) => values.reduce((total, value) => total + value, 0)

class Matrix {
  constructor(parent) {
    this.frame = element("div", "frame")
    this.root = element("div", "matrix", { role: "grid", "aria-multiselectable": "true" })
    this.root.setAttribute("aria-label", "Confusion matrix: true classes in rows, predicted ones in columns")
    this.tip = new Tip()
    this.selected = []
    this.stop = [1, 1] // place (row, column) of the one part that Tab stops at
    this.sent = 0
    this.frame.append(this.root)
    parent.append(this.frame, this.tip.element)
    this.listen()
  }

  listen() {
    const on = (type, act) =>
      this.root.addEventListener(type, (event) => {
        const part = this.parts.get(event.target.closest("[role]"))
        if (part) act(part, event)
      })
    on("click", (part, event) => this.choose(part, event))
    on("keydown", (part, event) => this.press(part, event))
    on("focusin", (part) => {
      this.stopAt(part)
      if (part.element.matches(":focus-visible")) this.point(part)
    })
    on("focusout", () => this.point(null))
    on("pointerover", (part, event) => event.pointerType !== "touch" && this.point(part))
    this.root.addEventListener("pointerleave", () => this.point(null))
  }

  remove() {
    this.tip.hide()
    this.frame.remove()
    this.tip.element.remove()
  }

  update(data, send) {
    this.send = send
    const drawn = JSON.stringify(data.matrix)
    if (drawn !== this.drawn) this.draw(data.matrix)
    this.drawn = drawn
    // An answer to an earlier click must not undo what was clicked since.
    if ((data.time ?? 0) >= this.sent || !this.sent) this.select(data.selected)
  }

  draw({ names, order, counts, texts, shades }) {
    const hadFocus = this.root.contains(this.root.getRootNode().activeElement)
    const size = order.length
    this.size = size
    this.parts = new Map()
    this.places = []
    this.root.style.setProperty("--classes", size)
    this.root.classList.toggle("dense", texts === null)
    this.root.classList.toggle("short", names.every((name) => [...name].length <= 3))
    this.root.replaceChildren()
    const describe = new Descriptions(names, counts)
    for (let row = 0; row <= size + 1; row++) {
      const line = element("div", "row", { role: "row" })
      this.places.push([])
      for (let column = 0; column <= size + 1; column++) {
        const cell = [row, column].map((place) => (place >= 1 && place <= size ? order[place - 1] : null))
        const part = { row, column, cell, element: this.build(row, column) }
        const [t, p] = cell
        if (t !== null && p !== null) {
          part.element.textContent = texts?.[t][p] ?? ""
          part.element.style.setProperty("--shade", shades[t][p])
        } else if (t !== null || p !== null) {
          const text = element("span")
          const isName = row === 0 || column === 0
          text.textContent = isName ? names[t ?? p] : describe.share(cell)
          part.element.append(text)
        }
        line.append(part.element)
        this.places[row].push(part)
        if (t === null && p === null) continue
        part.kind = part.element.className
        part.lines = describe.lines(cell)
        part.element.setAttribute("aria-label", part.lines.join(", "))
        part.element.tabIndex = -1
        this.parts.set(part.element, part)
      }
      this.root.append(line)
    }
    this.writeCorners()
    const stop = this.places[Math.min(this.stop[0], size)][Math.min(this.stop[1], size)]
    this.stopAt(stop)
    if (hadFocus) stop.element.focus({ preventScroll: true })
  }

  build(row, column) {
    if (row === 0) return element("div", "name column", { role: "columnheader" })
    if (column === 0) return element("div", "name", { role: "rowheader" })
    const kind = row > this.size ? "figure foot" : column > this.size ? "figure" : "cell"
    return element("div", kind, { role: "gridcell" })
  }

  writeCorners() {
    const last = this.size + 1
    const [corner, recall, precision] = [[0, 0], [0, last], [last, 0]].map(([r, c]) => this.places[r][c].element)
    corner.classList.add("corner")
    for (const text of ["predicted →", "true ↓"]) corner.append(element("span", "", {}, text))
    recall.append(element("span", "", {}, "recall"))
    precision.append(element("span", "", {}, "precision"))
    for (const each of [recall, precision]) each.classList.add("quiet")
  }

  // Outlines what is selected as a whole: a line runs where a neighbour is not selected, too.
  select(cells) {
    this.selected = cells
    const covers = ({ row, column, cell: [t, p] }) =>
      cells.some(([true_, predicted]) => {
        const inRow = true_ === null ? row <= this.size + 1 : t === true_
        const inColumn = predicted === null ? column <= this.size + 1 : p === predicted
        return inRow && inColumn
      })
    const covered = this.places.map((line) => line.map((part) => this.parts.has(part.element) && covers(part)))
    for (const part of this.parts.values()) {
      const { row, column, cell } = part
      const edges = Object.entries(SIDES)
        .filter(([, [down, across]]) => covered[row][column] && !covered[row + down]?.[column + across])
        .map(([side]) => side)
        .join(" ")
      const isSelected = cells.some((each) => same(each, cell))
      // Only what changes is written: a matrix may have tens of thousands of parts.
      if (edges !== part.edges) part.element.className = `${part.kind} ${edges}`
      if (isSelected !== part.isSelected) part.element.setAttribute("aria-selected", String(isSelected))
      Object.assign(part, { edges, isSelected })
    }
  }

  choose(part, event) {
    const joins = event.shiftKey || event.ctrlKey || event.metaKey
    const others = this.selected.filter((each) => !same(each, part.cell))
    const was = others.length < this.selected.length
    this.submit(joins ? (was ? others : [...this.selected, part.cell]) : [part.cell])
  }

  submit(cells) {
    this.select(cells)
    this.sent = Math.max(Date.now(), this.sent + 1)
    this.send(cells, this.sent)
  }

  press(part, event) {
    const target = this.targetOf(part, event)
    if (target) target.element.focus()
    else if (event.key === "Enter" || event.key === " ") this.choose(part, event)
    else if (event.key === "Escape" && (this.selected.length || this.tip.shown)) {
      this.tip.hide()
      if (this.selected.length) this.submit([])
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  // The part that a key leads to, if any.
  targetOf({ row, column }, { key, altKey, ctrlKey, metaKey }) {
    const last = this.size + 1
    const first = row === 0 || row === last ? 1 : 0
    const step = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      Home: ctrlKey ? [column === 0 || column === last ? 1 : 0, column] : [row, first],
      End: ctrlKey ? [column === 0 || column === last ? this.size : last, column] : [row, first ? this.size : last],
    }[key]
    if (!step || altKey || metaKey) return null
    const target = this.places[step[0]]?.[step[1]]
    return this.parts.get(target?.element) ?? this.places[row][column]
  }

  stopAt(part) {
    const before = this.places[this.stop[0]]?.[this.stop[1]]
    if (before) before.element.tabIndex = -1
    this.stop = [part.row, part.column]
    part.element.tabIndex = 0
  }

  // Shows what a part says, and lights the names that it belongs to.
  point(part) {
    this.lit?.forEach((name) => name.classList.remove("lit"))
    this.lit = []
    if (!part) return this.tip.hide()
    this.lit = [this.places[part.row][0], this.places[0][part.column]].map(({ element }) => element)
    this.lit.forEach((name) => name.classList.add("lit"))
    this.tip.show(part.element, part.lines.map((text) => ["", text]))
  }
}

class Descriptions {
  constructor(names, counts) {
    this.names = names
    this.counts = counts
    this.ofTrue = counts.map(sum)
    this.ofPredicted = names.map((_, column) => sum(counts.map((row) => row[column])))
  }

  share([t, p]) {
    const [right, all] = this.right(t, p)
    if (!all) return "–"
    const share = Math.round((100 * right) / all)
    return share === 100 && right < all ? ">99\u202f%" : `${share}\u202f%`
  }

  right(t, p) {
    return [this.counts[t ?? p][t ?? p], t === null ? this.ofPredicted[p] : this.ofTrue[t]]
  }

  lines([t, p]) {
    const { names, counts, ofTrue, ofPredicted } = this
    const images = (n) => `${number(n)} image${n === 1 ? "" : "s"}`
    if (t !== null && p !== null) {
      const n = counts[t][p]
      const lines = [t === p ? `${names[t]}, rightly named` : `${names[t]} called ${names[p]}`, images(n)]
      if (n) lines.push(`${percent(n, ofTrue[t])} of the ${number(ofTrue[t])} images of ${names[t]}`)
      if (n) lines.push(`${percent(n, ofPredicted[p])} of the ${number(ofPredicted[p])} called ${names[p]}`)
      return lines
    }
    const [right, all] = this.right(t, p)
    const what = t === null ? `All called ${names[p]}` : `All images of ${names[t]}`
    if (!all) return [what, images(0)]
    const share = percent(right, all)
    const figure = t === null ? `${share} of them show it: precision` : `${share} of them are called so: recall`
    return [what, images(all), figure]
  }
}

function element(tag, className = "", attributes = {}, text = "") {
  const made = document.createElement(tag)
  made.className = className
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.textContent = text
  return made
}
