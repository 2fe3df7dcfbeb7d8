// Hands pictures from the clipboard to the page: those pasted with the keyboard, anywhere on the page, and
// those that are there when the button is pressed.

export default function paste(asking) {
  const send = (files) => asking.setTriggerValue("pasted", files)
  return mounted(asking, (parent) => new Paste(parent), (button) => button.update(asking.data, send))
}

const DENIED = "This browser gives no page the clipboard on a click. Press Ctrl+V instead (on a Mac, Cmd+V)."
const EMPTY = "There is no picture in the clipboard. Copy a picture first, not its address."

class Paste {
  constructor(parent) {
    this.root = document.createElement("div")
    this.button = document.createElement("button")
    this.button.type = "button"
    this.button.textContent = "Paste a picture"
    this.button.addEventListener("click", () => this.read())
    this.status = document.createElement("span")
    this.status.setAttribute("role", "status")
    this.root.append(this.button, this.status)
    parent.append(this.root)
    this.listener = (event) => this.take(event)
    document.addEventListener("paste", this.listener)
  }

  remove() {
    document.removeEventListener("paste", this.listener)
    this.root.remove()
  }

  update({ shown, largest }, send) {
    this.root.hidden = !shown
    this.largest = largest
    this.send = send
    if (!this.status.textContent) this.say("or press Ctrl+V")
  }

  say(text) {
    this.status.textContent = text
  }

  // The paste key. Text that is pasted into a field is none of our business.
  take(event) {
    if (writing(event)) return
    const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"))
    if (!files.length) return this.say(EMPTY)
    event.preventDefault()
    this.hand(files)
  }

  async read() {
    let items
    try {
      items = await navigator.clipboard.read()
    } catch {
      return this.say(DENIED)
    }
    const files = []
    for (const item of items) {
      const type = item.types.find((type) => type.startsWith("image/"))
      if (type) files.push(new File([await item.getType(type)], "image.png", { type }))
    }
    if (!files.length) return this.say(EMPTY)
    this.hand(files)
  }

  async hand(files) {
    if (files.some((file) => file.size > this.largest))
      return this.say(`The picture is larger than ${this.largest / 1e6} MB.`)
    this.say("Pasting")
    this.send(await Promise.all(files.map(async (file) => ({ name: file.name, content: await inBase64(file) }))))
    this.say("Pasted")
  }
}

function inBase64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1))
    reader.onerror = reject
    reader.readAsDataURL(file)
  })
}
