// The frame around a map: its edge, numbers along x and y, and their names.
import { linear } from "./axes.js"
import { power } from "./draw.js"

const [SIZE, GAP] = [12, 5] // px: of the letters, between frame and numbers
const NARROW = 30 // px for a number beside the frame
const [APART, BELOW] = [16, 12] // px between numbers along x, at least; room for a line of them

// What an axis says: its numbers and its name. Numbers that would be too long are counted from one of them,
// in powers of ten.
const said = (pen, name, low, high, most, room) => {
  const plain = linear(low, high, most)
  const widest = ticks => Math.max(0, ...ticks.map(([, text]) => pen.measureText(text).width))
  if (widest(plain) <= room) return { ticks: plain, name }
  const [middle, text] = plain[plain.length >> 1] ?? [0, "0"]
  const far = Math.abs(middle) > 10 * (high - low)
  const base = far ? middle : 0
  const size = 10 ** Math.floor(Math.log10(Math.max(Math.abs(low - base), Math.abs(high - base))))
  const counted = linear((low - base) / size, (high - base) / size, most)
  const ticks = counted.map(([at, number]) => [base + at * size, number])
  const from = !far ? name : base < 0 ? `(${name} + ${text.slice(1)})` : `(${name} − ${text})`
  return { ticks, name: size === 1 ? from : `${from} · ${power(-Math.log10(size))}` }
}

export const frame = (pen, look, view) => {
  const [x0, x1, y0, y1] = view.window
  const { left, top, right, bottom, width, height } = view
  Object.assign(pen, { font: `${SIZE}px ${look.font}`, lineWidth: 1 })
  Object.assign(pen, { fillStyle: look.text, strokeStyle: look.text })
  const most = Math.max(2, Math.floor(width / 75))
  const across = said(pen, "x", x0, x1, most, width / most - APART)
  const along = said(pen, "y", y0, y1, Math.max(2, Math.floor(height / 60)), NARROW)
  pen.globalAlpha = 0.35
  pen.strokeRect(left - 0.5, top - 0.5, width + 1, height + 1)
  pen.globalAlpha = 0.85
  Object.assign(pen, { textAlign: "center", textBaseline: "top" })
  for (const [value, text] of across.ticks) pen.fillText(text, view.toPixel(value, y0)[0], bottom + GAP)
  pen.fillText(across.name, (left + right) / 2, bottom + GAP + BELOW + 2)
  Object.assign(pen, { textAlign: "right", textBaseline: "middle" })
  for (const [value, text] of along.ticks) pen.fillText(text, left - GAP, view.toPixel(x0, value)[1])
  pen.save()
  pen.translate(7, (top + bottom) / 2)
  pen.rotate(-Math.PI / 2)
  pen.textAlign = "center"
  pen.fillText(along.name, 0, 0)
  pen.restore()
  Object.assign(pen, { globalAlpha: 1, textAlign: "left" })
}
