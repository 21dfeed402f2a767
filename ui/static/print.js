// Paper: before a page is printed its pictures are drawn for it, light, and as wide as an upright and as a
// lying sheet; print.css shows the one that fits. Nothing on the screen changes.
import { theme } from "./draw.js"
import { offered } from "./save.js"
import { shared } from "./sheet.js"
import { SvgPen } from "./svg.js"

const SHEETS = { portrait: 700, landscape: 1020 } // px between the edges of A4 (print.css)
const GAP = 16 // px between two pictures in a row
const ALONE = 0.7 // of the width that there is: a picture that takes more has a row of its own
const LEAST = 210 // px
// px: two rows of halves stand on a lying sheet
const TALLEST = { half: 300, wide: 460, map: 560, numbers: 640 }
const INK = { dark: false, name: "light", text: "#1a1a1a", paper: "#ffffff" }

const ofSize = (box, { width, height, needs }, sheet, alone) => {
  const spans = ["wide", "double"].some(name => box.classList.contains(name))
  const isWide = alone || spans || width > ALONE * box.parentElement.clientWidth
  const wide = isWide ? SHEETS[sheet] : (SHEETS[sheet] - GAP) / 2
  const most = TALLEST[box.dataset.map ? "map" : isWide ? "wide" : "half"]
  const usual = Math.min(most, Math.max(LEAST, (wide * height) / width))
  const high = Math.max(usual, needs ? Math.min(needs(wide), TALLEST.numbers) : 0)
  return { isWide, wide: Math.round(wide), high: Math.round(high) }
}

const drawn = (box, picture, look, sheet, alone) => {
  const { isWide, wide, high } = ofSize(box, picture, sheet, alone)
  const pen = new SvgPen(wide, high)
  picture.draw(pen, look, wide, high)
  pen.root.setAttribute("class", `paper ${sheet}`)
  pen.root.setAttribute("role", "img")
  box.classList.toggle("paper-wide", isWide)
  return pen.root
}

const line = (name, text) =>
  Object.assign(document.createElement("p"), { className: `paper ${name}`, textContent: text })

// Draws all pictures (see save.js) for the paper. What else stands on the page is left to print.css.
const prepare = () => {
  finish()
  const isThere = ([box, picture]) => picture?.draw && (picture.instead || box.checkVisibility())
  const pictures = offered().map(([box, make]) => [box, make()]).filter(isThere)
  for (const [box, picture] of pictures) {
    const look = { ...INK, font: theme(box).font }
    const siblings = pictures.filter(([other]) => other.parentElement === box.parentElement).length
    const parts = Object.keys(SHEETS).map(sheet => drawn(box, picture, look, sheet, siblings === 1))
    box.append(...(box.querySelector("figcaption") ? [] : [line("title", picture.title)]), ...parts)
    box.dataset.printed = ""
  }
  const page = document.querySelector('[data-testid="stMainBlockContainer"]')
  page?.prepend(line("page", document.title))
  page?.append(line("link", shared()))
}

const finish = () => {
  for (const part of document.querySelectorAll(".paper")) part.remove()
  for (const box of document.querySelectorAll("[data-printed]")) {
    delete box.dataset.printed
    box.classList.remove("paper-wide")
  }
}

// Until the signal is aborted.
export const prints = signal => {
  window.addEventListener("beforeprint", prepare, { signal })
  window.addEventListener("afterprint", finish, { signal })
  const paper = matchMedia("print") // some browsers print without saying so
  paper.addEventListener("change", () => (paper.matches ? prepare() : finish()), { signal })
  if (paper.matches) prepare()
}
