// Curves over the steps on an axis of powers of ten, drawn by a pen on any size: those of a race at a
// clock. Drawn is { scene, tab, lines, range, clock, lit }: range in exponents; lit: the key of the one
// racer that stands out, "" for none.
import { linear, powers } from "./axes.js"
import { digits, power, spread } from "./draw.js"
import { outline, rungs } from "./frame.js"
import { strengthOf } from "./light.js"
import { say } from "./texts.js"

const [LEFT, TOP, BOTTOM, BESIDE] = [46, 8, 34, 86] // px; BESIDE: what names take at most
const [DOWN, UP] = [30, 10] // decades around the first values at most: one far out would press all flat
const ROW = 26 // px that a tick needs
const FIVE = 5 // steps are said about so often
const shown = value => value > 0 && Number.isFinite(value)

export const linesOf = (scene, tab) => scene.runs.flatMap(run =>
  tab.lines.map(({ array, dashed }) => ({ run, values: run[array], dashed: dashed || run.dashed })))

// The exponents between which every value is, if DOWN and UP let them.
export const decades = lines => {
  let [low, high] = [Infinity, -Infinity]
  let [least, most] = [Infinity, -Infinity] // of the first values
  for (const { values } of lines) {
    const first = values.find(shown)
    if (first) { least = Math.min(least, first); most = Math.max(most, first) }
    for (const value of values) if (shown(value)) { low = Math.min(low, value); high = Math.max(high, value) }
  }
  if (low > high) [low, high, least, most] = [1e-1, 1, 1e-1, 1]
  const [floor, ceil] = [value => Math.floor(Math.log10(value)), value => Math.ceil(Math.log10(value) + 1e-9)]
  return [Math.max(floor(low), floor(least) - DOWN), Math.min(ceil(high), ceil(most) + UP)]
}

const layout = (pen, look, width, height, { scene, range: [low, high] }) => {
  pen.font = `600 12px ${look.font}`
  const names = Math.min(BESIDE, Math.max(0, ...scene.runs.map(run => pen.measureText(run.label).width)))
  const [left, right, top, base] = [LEFT, width - 12 - names, TOP, height - BOTTOM]
  const toX = t => left + ((right - left) * t) / scene.steps
  const toLevel = exponent => top + ((base - top) * (high - exponent)) / (high - low)
  const toY = value => toLevel(Math.log10(Math.max(value, 0)))
  return { look, width, height, left, right, top, base, low, high, toX, toY, toLevel }
}

// What the foot says: the tab's own words, and where the axis ends though curves go on.
const footnote = ({ low, high }, { tab, lines }) => {
  const below = lines.some(({ values }) => values.some(value => shown(value) && value < 10 ** low))
  const above = lines.some(({ values }) => values.some(value => value > 10 ** high))
  const ends = below && above ? say("axis_ends_twice", { low: power(low), high: power(high) })
    : below || above ? say("axis_ends", { edge: power(below ? low : high) }) : ""
  return [tab.legend, ends].filter(Boolean).join(" · ")
}

const frame = (pen, plot, drawn) => {
  const { look, height, left, right, top, base, low, high, toX, toLevel } = plot
  const ink = { fillStyle: look.text, strokeStyle: look.text }
  Object.assign(pen, { ...ink, font: `12px ${look.font}`, lineWidth: 1 })
  rungs(pen, plot, powers(low, high, Math.max(2, Math.floor((base - top) / ROW))), toLevel, 6)
  Object.assign(pen, { textAlign: "center", textBaseline: "top" })
  const steps = linear(0, drawn.scene.steps, FIVE, { whole: true })
  for (const [t, text] of steps) pen.fillText(text, toX(t), base + 5)
  pen.textAlign = "right"
  pen.fillText(say("step_axis"), right, height - 14)
  pen.textAlign = "left"
  pen.fillText(footnote(plot, drawn), left, height - 14)
  outline(pen, plot)
}

// Strong up to the clock, faint beyond.
const line = (pen, { toX, toY }, { run, values, dashed }, { scene, clock, lit }) => {
  const strength = strengthOf(run, lit)
  const whole = Math.floor(clock)
  const trace = (from, to) => {
    pen.beginPath()
    let on = false
    for (let t = from; t <= Math.min(to, values.length - 1); t++) {
      const fits = shown(values[t])
      if (fits) on ? pen.lineTo(toX(t), toY(values[t])) : pen.moveTo(toX(t), toY(values[t]))
      on = fits
    }
    pen.stroke()
  }
  pen.setLineDash(dashed ? [4, 3] : [])
  Object.assign(pen, { strokeStyle: run.colour, lineWidth: 1.8, lineJoin: "round" })
  pen.globalAlpha = 0.28 * strength
  trace(whole, scene.steps)
  pen.globalAlpha = strength
  trace(0, whole)
  pen.globalAlpha = 1
  pen.setLineDash([])
}

// The names of the runs at the height of their curves' ends; 0 and ∞ are beyond every axis.
const namesOf = ({ toY, right }, { lines, lit }) => {
  const names = new Map()
  for (const { run, values } of lines) {
    const value = values.findLast(value => !Number.isNaN(value))
    if (value === undefined || names.has(run.label)) continue
    const place = { x: right + 6, y: toY(value), width: 90 }
    const strength = strengthOf(run, lit)
    names.set(run.label, { ...place, text: run.label, value, colour: run.colour, strength })
  }
  return [...names.values()]
}

const names = (pen, { look, right, top, base }, places) => {
  Object.assign(pen, { font: `600 12px ${look.font}`, textBaseline: "middle", textAlign: "left" })
  Object.assign(pen, { lineWidth: 3.5, lineJoin: "round", strokeStyle: look.paper })
  for (const { x, y, at, text, value, colour, strength } of spread(pen, places, base, top)) {
    Object.assign(pen, { fillStyle: colour, textAlign: "left", globalAlpha: strength })
    pen.fillText(text, x, at)
    if (y > top - 1 && y < base + 1) continue
    // it ends beyond the axis: its value stands inside the edge
    const said = `${digits(value)} ${y < top ? "↑" : "↓"}`
    pen.textAlign = "right"
    pen.strokeText(said, right - 5, at)
    pen.fillText(said, right - 5, at)
  }
  pen.globalAlpha = 1
}

export const curves = (pen, look, width, height, drawn) => {
  const plot = layout(pen, look, width, height, drawn)
  const { left, right, top, base, toX } = plot
  frame(pen, plot, drawn)
  pen.save()
  pen.beginPath()
  pen.rect(left, top, right - left, base - top)
  pen.clip()
  for (const one of drawn.lines) line(pen, plot, one, drawn)
  pen.restore()
  Object.assign(pen, { strokeStyle: look.text, globalAlpha: 0.6, lineWidth: 1 })
  pen.beginPath()
  pen.moveTo(toX(drawn.clock), top)
  pen.lineTo(toX(drawn.clock), base)
  pen.stroke()
  pen.globalAlpha = 1
  names(pen, plot, namesOf(plot, drawn))
  return plot
}

// Rows of a table, heads first: every step, a column for each curve.
export const numbersOf = ({ lines, scene }) => {
  const labels = lines.map(({ run, dashed }) => {
    const isTwin = lines.some(other => other.run.label === run.label && other.dashed !== dashed)
    return isTwin && dashed ? say("csv_dashed", { name: run.label }) : run.label
  })
  const rows = Array.from({ length: scene.steps + 1 }, (_, t) => [t, ...lines.map(({ values }) => values[t])])
  return [[say("step_axis"), ...labels], ...rows]
}
