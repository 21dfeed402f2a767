// Maps that fill the frame: numbers in colours with the bar that says which, and bytes of a palette.
import { plain } from "./axes.js"
import { contours, trace } from "./contours.js"
import { digits } from "./draw.js"
import { finite } from "./frame.js"

// The colour at a share of the way along stops ("#rrggbb").
export const mix = (stops, share) => {
  const at = Math.min(1, Math.max(0, share)) * (stops.length - 1)
  const i = Math.min(Math.floor(at), stops.length - 2)
  const channel = k => {
    const [a, b] = [stops[i], stops[i + 1]].map(colour => parseInt(colour.slice(k, k + 2), 16))
    return Math.round(a + (b - a) * (at - i))
  }
  return `rgb(${channel(1)}, ${channel(3)}, ${channel(5)})`
}

// A number of a map in words.
export const told = ({ percent, power }, value) =>
  percent ? `${Math.round(100 * value)} %` : power ? String(Math.round(10 ** value)) : digits(value)

// Rows × columns of numbers, row 0 below; null is a hole.
export const heat = (pen, plot, mark) => {
  const { look, left, right, top, base } = plot
  const stops = mark.stops[look.name]
  const [w, h] = [(right - left) / mark.columns, (base - top) / mark.rows]
  mark.z.forEach((value, i) => {
    if (!finite(value)) return
    pen.fillStyle = mix(stops, (value - mark.low) / (mark.high - mark.low || 1))
    const [x, y] = [left + (i % mark.columns) * w, top + (mark.rows - 1 - Math.floor(i / mark.columns)) * h]
    pen.fillRect(x - 0.3, y - 0.3, w + 0.6, h + 0.6)
  })
  if (!mark.levels) return
  Object.assign(pen, { strokeStyle: mark.ink[look.name], lineWidth: 1, lineJoin: "round", globalAlpha: 1 })
  const lines = contours(mark.z, mark.columns, mark.rows, mark.levels, mark.z.map(finite))
  trace(pen, lines, (column, row) => [left + (column + 0.5) * w, base - (row + 0.5) * h])
}

// Bytes of a palette: every pixel is one start, so none is mixed with its neighbours.
export const pixels = (pen, { look, left, right, top, base, map }, mark) => {
  pen.imageSmoothingEnabled = false
  pen.drawImage(map.picture(mark, look.name), left, top, right - left, base - top)
}

const tick = (mark, value) => (mark.ticks ? plain(told(mark, value)) : told(mark, value))

const widest = (pen, look, mark) => {
  pen.font = `12px ${look.font}`
  const texts = (mark.ticks || [mark.low, mark.high]).map(value => tick(mark, value))
  return Math.max(...texts.map(text => pen.measureText(text).width))
}

// px for the bar: its numbers and, beyond those along the bar, what they mean.
export const barRoom = (pen, look, mark) => Math.max(52, 12 + widest(pen, look, mark) + (mark.ticks ? 16 : 0))

// Which colour is which number.
export const bar = (pen, { look, right, top, base }, mark) => {
  const { stops, low, high, means, ticks } = mark
  const [tall, beyond] = [base - top, widest(pen, look, mark)]
  for (let i = 0; i < tall; i++) {
    pen.fillStyle = mix(stops[look.name], 1 - i / tall)
    pen.fillRect(right + 8, top + i, 9, 1.5)
  }
  Object.assign(pen, { fillStyle: look.text, font: `12px ${look.font}` })
  Object.assign(pen, { textAlign: "left", textBaseline: "middle" })
  const taken = []
  for (const value of ticks || [low, high]) {
    const y = Math.min(base - 6, Math.max(top + 6, top + tall * (1 - (value - low) / (high - low || 1))))
    if (taken.some(other => Math.abs(other - y) < 15)) continue
    taken.push(y)
    pen.fillText(tick(mark, value), right + 20, y)
  }
  pen.save()
  pen.translate(right + (ticks ? 30 + beyond : 27), top + tall / 2)
  pen.rotate(-Math.PI / 2)
  Object.assign(pen, { textAlign: "center", textBaseline: "middle" })
  pen.fillText(means || "", 0, 0, tall - 36)
  pen.restore()
}
