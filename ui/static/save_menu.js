// The menu of a picture, by the ARIA pattern of menu buttons; save.js has the button.
import { theme } from "./draw.js"
import { save } from "./saving.js"
import { sizeSeen, SLIDE } from "./sheet.js"
import { say } from "./texts.js"

const LINGERS = 1800 // ms that it says what came of it
const seen = picture => sizeSeen(picture)
const slide = () => SLIDE
const ITEMS = [
  ["png", "save_png", seen], ["png", "save_png_slide", slide], ["svg", "save_svg", seen],
  ["svg", "save_svg_slide", slide], ["copy", "copy_picture", seen], ["copy", "copy_picture_slide", slide],
  ["csv", "save_csv", seen], ["link", "copy", seen],
]

let shown = null // the menu that is open: { button, menu, abort }

const close = (back, only = shown) => { // only: no other menu that is open by then
  if (!shown || shown !== only) return
  const { button, menu, abort } = shown
  shown = null
  abort.abort()
  menu.remove()
  button.setAttribute("aria-expanded", "false")
  button.removeAttribute("aria-controls")
  if (back) button.focus()
}

const stand = (menu, button) => { // beside the button, inside the window
  const [at, size] = [button.getBoundingClientRect(), menu.getBoundingClientRect()]
  const under = at.bottom + 4 + size.height <= innerHeight
  menu.style.top = `${Math.max(4, under ? at.bottom + 4 : at.top - 4 - size.height)}px`
  menu.style.left = `${Math.max(4, Math.min(at.right - size.width, innerWidth - size.width - 4))}px`
}

// The next item that begins with a letter.
const beginning = (items, at, letter) => {
  if (letter.length !== 1 || letter === " ") return undefined
  const order = items.map((_, i) => (at + 1 + i) % items.length)
  return order.find(i => items[i].textContent.toLowerCase().startsWith(letter.toLowerCase()))
}

const keys = event => {
  const items = [...shown.menu.children]
  const at = items.indexOf(document.activeElement)
  const last = items.length - 1
  const to = {
    ArrowDown: at === last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, Home: 0, End: last,
  }[event.key] ?? beginning(items, at, event.key)
  if (event.key === "Tab") return close(true)
  if (event.key === "Escape") close(true)
  else if (to !== undefined) items[to].focus()
  else return
  event.preventDefault()
  event.stopPropagation()
}

const chosen = async (item, [name, , sizeOf], picture, button) => {
  const mine = shown
  let said = ""
  try {
    const now = name === "link" ? null : await picture() // a link needs none
    if (now || name === "link") said = await save[name](now, theme(button), now && sizeOf(now))
  } catch {
    said = say(name === "copy" || name === "link" ? "not_copied" : "not_saved")
  }
  if (!said) return close(true, mine)
  item.textContent = said
  item.setAttribute("role", "status")
  setTimeout(() => close(document.activeElement === item, mine), LINGERS)
}

// Opens the menu of a button, or closes it. last: its last item gets the focus.
export const toggle = (button, picture, last) => {
  const isOpen = shown?.button === button
  close(isOpen)
  if (isOpen) return
  const menu = document.createElement("div")
  menu.className = "save-menu"
  menu.setAttribute("role", "menu")
  menu.setAttribute("aria-label", say("save"))
  menu.id = "lab-save-menu"
  menu.append(...ITEMS.map(item => {
    const node = document.createElement("button")
    Object.assign(node, { type: "button", textContent: say(item[1]), tabIndex: -1 })
    node.setAttribute("role", "menuitem")
    node.dataset.save = item[1]
    node.onclick = () => chosen(node, item, picture, button)
    return node
  }))
  const abort = new AbortController()
  shown = { button, menu, abort }
  const root = button.closest("[data-study], [data-player]") ?? document.body // where the theme's colours are
  root.append(menu)
  button.setAttribute("aria-expanded", "true")
  button.setAttribute("aria-controls", menu.id)
  stand(menu, button)
  menu.children[last ? ITEMS.length - 1 : 0].focus()
  const { signal } = abort
  menu.addEventListener("keydown", keys, { signal })
  const outside = event => { if (!menu.contains(event.target) && !button.contains(event.target)) close() }
  document.addEventListener("pointerdown", outside, { signal, capture: true })
  document.addEventListener("focusin", outside, { signal })
  window.addEventListener("resize", () => close(), { signal })
  document.addEventListener("scroll", () => stand(menu, button), { signal, capture: true, passive: true })
}
