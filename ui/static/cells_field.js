// A field over a cell of a grid, in which its number is typed: taken with Enter or when it is left.
import { short } from "./cells.js"
import { gridOf, placed } from "./cells_layout.js"
import { say } from "./texts.js"

const NUMBER = /^[+-]?(\d{1,2}(\.\d{0,4})?|\.\d{1,4})$/
const [WIDEST, TALLEST] = [58, 28] // px, at least

export const fixed = value => Number((value ?? 0).toFixed(4)) // as the page reads it again

const style = ({ left, top, size, grid }, at, width) => {
  const wide = Math.max(size, WIDEST)
  const from = left + (at % grid.columns) * size - (wide - size) / 2
  return {
    left: `${Math.max(0, Math.min(from, width - wide))}px`,
    top: `${top + Math.floor(at / grid.columns) * size - 2}px`,
    width: `${wide}px`, height: `${Math.max(size, TALLEST) + 4}px`,
  }
}

// It has still to get the focus. typed: what it begins with, instead of the cell's number; taken: is told the
// number; left: is called when the field is gone.
export const fieldOver = ({ box, canvas, look, size, spec }, { grid: key, at }, typed, taken, left) => {
  const grid = gridOf(spec.cells, key)
  const places = { row: Math.floor(at / grid.columns) + 1, column: (at % grid.columns) + 1 }
  const ariaLabel = say("cells_cell", { grid: grid.label, ...places, value: short(grid.z[at]) })
  const field = document.createElement("input")
  Object.assign(field, { className: "cell", inputMode: "decimal", ariaLabel, maxLength: 8 })
  field.value = typed ?? String(fixed(grid.z[at]))
  const stands = placed(canvas.getContext("2d"), look, ...size, spec.cells).boxes.get(key)
  Object.assign(field.style, style(stands, at, size[0]))
  let isOpen = true
  const close = (takes, isBack) => {
    if (!isOpen) return
    isOpen = false
    left()
    const text = field.value.trim().replace(",", ".").replace(/[−–]/g, "-")
    field.remove()
    if (takes && NUMBER.test(text)) taken(Number(text))
    if (isBack) box.focus()
  }
  field.addEventListener("keydown", e => {
    e.stopPropagation()
    if (e.key === "Enter") close(true, true)
    if (e.key === "Escape") close(false, true)
  })
  field.addEventListener("blur", () => close(true, false))
  for (const event of ["pointerdown", "pointermove", "pointerup"]) {
    field.addEventListener(event, e => e.stopPropagation())
  }
  box.append(field)
  return field
}
