// The microscope: one step of one rule in numbers, the ground's curvature there, and both as arrows on the
// map.
import { along } from "./map_marks.js"
import { say } from "./texts.js"

const REACH = 54 // px: the longest half axis of the ellipse
// px: how long an arrow is drawn that only shows a direction; different, so that none hides another
const POINTER = { gradient: 56, noisy: 50, memory: 42 }
const LEAST = 6 // px: the shortest half axis
const FAR = 4000 // px: a canvas needs no longer arrows
const SHORT = 3 // px: an arrow shorter than this is not drawn

const minus = text => text.replace(/-/g, "−").replace("e+", "e")
// Four digits, always as many: numbers that change must not make the others jump.
export const fine = value => {
  if (Number.isNaN(value)) return "nan"
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞"
  const size = Math.abs(value)
  if (Number.isInteger(value) && size < 1e5) return minus(String(value))
  return minus(size >= 1e5 || size < 1e-3 ? value.toExponential(2) : value.toPrecision(4))
}
const plain = value => minus(String(Number(value.toPrecision(6)))) // a setting, as it was set

const el = (tag, name = "", ...children) => {
  const node = document.createElement(tag)
  if (name) node.className = name
  node.append(...children)
  return node
}

const symbol = text => { // what follows _ is an index
  const [base, index] = text.split("_")
  return index ? el("i", "", base, el("sub", "", index)) : el("i", "", base)
}

export class Microscope {
  constructor(root, { onLook, onStep }) {
    this.root = root
    this.select = el("select")
    this.select.setAttribute("aria-label", say("rule"))
    this.select.onchange = () => onLook(this.select.value)
    this.where = el("span", "where")
    this.says = el("p", "says")
    this.body = el("div")
    this.select.dataset.do = "rule"
    const button = (name, text, by) => {
      const label = say(name)
      const node = el("button", "", text)
      Object.assign(node, { type: "button", title: label, onclick: () => onStep(by) })
      node.setAttribute("aria-label", label)
      node.dataset.do = name
      return node
    }
    const [back, on] = [button("previous", "◀", -1), button("next", "▶", 1)]
    root.replaceChildren(el("div", "lens", this.select, back, this.where, on), this.says, this.body)
  }

  destroy() { this.root.replaceChildren() }

  show(scene) {
    this.scene = scene
    this.scope = scene.scope
    this.fresh = true
    this.run = this.scope && scene.runs.find(run => run.label === this.scope.label && !run.dashed)
    const options = JSON.stringify(scene.looks)
    if (options !== this.options) {
      this.options = options
      this.select.replaceChildren(...scene.looks.map(([value, label]) => new Option(label, value)))
    }
    if (scene.look) this.select.value = scene.look // blank if it does not race
    this.select.disabled = !scene.looks.length
    const shape = this.scope ? JSON.stringify([this.scope.label, this.scope.lines, this.scope.arrows]) : ""
    if (shape !== this.shape) this.build()
    this.shape = shape
  }

  // --- the table: built once for each rule, then only numbers change ------------------------------------
  build() {
    this.places = []
    this.ends = []
    this.body.replaceChildren()
    if (!this.scope) return
    const columns = el("colgroup", "", el("col", "axis"), el("col"), el("col", "value"))
    const rows = this.scope.lines.flatMap(line => this.line(line))
    const sums = el("table", "sums", columns, el("tbody", "", ...rows))
    sums.setAttribute("aria-label", say("line_by_line", { rule: this.scope.label }))
    this.body.append(this.legend(), sums, this.ground())
  }

  line(line) {
    const head = el("td", "formula")
    head.colSpan = 3
    head.append(symbol(line.symbol), ...(line.given ? [] : [" ← "]))
    if (!line.given) line.formula.slice(0, 1).forEach(pieces => this.write(head, pieces))
    if (line.formula.length > 1) { head.append(" , "); this.write(head, line.formula[1]) }
    head.append(el("small", "", line.about))
    const rows = line.numbers.map((pieces, column) => {
      const numbers = el("td", "numbers")
      if (pieces.length > 1) { this.write(numbers, pieces); numbers.append(" =") }
      const value = document.createTextNode("")
      this.ends.push({ node: value, slot: line.slot, column })
      const axis = el("td", "axis", line.columns > 1 ? "xy"[column] : "")
      return el("tr", "", axis, numbers, el("td", "value", value))
    })
    return [el("tr", "", head), ...rows]
  }

  write(parent, pieces) {
    for (const piece of pieces) {
      if (typeof piece === "string") parent.append(piece)
      else if (piece.up) { const up = el("sup"); this.write(up, piece.up); parent.append(up) }
      else if (piece.name) parent.append(symbol(piece.name))
      else if (piece.cases) {
        const parts = piece.text.split(/\{(\w+)\}/) // every other one is the name of a case
        parts.forEach((part, i) => this.write(parent, i % 2 ? piece.cases[part] : [part]))
      } else {
        const node = document.createTextNode("")
        this.places.push({ node, ...piece })
        parent.append(node)
      }
    }
  }

  ground() {
    const row = name => {
      const label = el("td", "", say(name))
      label.title = say(`${name}_about`)
      const value = el("td", "value")
      this.facts.push(value)
      return el("tr", "", label, value)
    }
    this.facts = []
    this.kind = el("p", "kind")
    const table = el("table", "ground", el("tbody", "",
      ...["curvatures", "direction", "condition", "newton", "newton_end"].map(row)))
    table.setAttribute("aria-label", say("ground"))
    return el("section", "", el("h4", "", say("ground")), table, this.kind)
  }

  legend() {
    const chip = (inside, letter, about) => {
      const node = el("span", "chip")
      node.innerHTML = `<svg width="38" height="12" viewBox="0 0 38 12" aria-hidden="true">${inside}</svg>`
      node.append(symbol(letter), " " + about)
      return node
    }
    const arrows = this.scope.arrows.map(arrow => {
      const { dash, head, width } = STYLES[arrow.style]
      const colour = this.colour(arrow, "currentColor")
      const tip = {
        open: `<path d="M29 2 36 6 29 10" fill="none" stroke="${colour}" stroke-width="1.6"/>`,
        full: `<path d="M28 2 37 6 28 10Z" fill="${colour}"/>`,
        hollow: `<path d="M28 2 36 6 28 10Z" fill="none" stroke="${colour}" stroke-width="1.5"/>`,
        diamond: `<path d="M27 6 32 2 37 6 32 10Z" fill="${colour}"/>`,
      }[head]
      const dashes = dash.join(" ")
      const line = `stroke="${colour}" stroke-width="${width}" stroke-dasharray="${dashes}"`
      return chip(`<path d="M1 6H28" ${line}/>${tip}`, arrow.letter, arrow.about)
    })
    const round = '<ellipse cx="19" cy="6" rx="17" ry="4.5" fill="none" stroke="currentColor"/>'
    const axes = '<path d="M2 6H36M19 1.5V10.5" stroke="currentColor" stroke-width=".8"/>'
    const ellipse = chip(round + axes, "H", say("curvature"))
    const box = el("details", "legend", el("summary", "", say("arrows")), el("div", "", ...arrows, ellipse))
    box.open = this.folded !== true
    box.ontoggle = () => (this.folded = !box.open)
    return box
  }

  colour(arrow, text) { // text: of the theme
    return { step: this.run?.colour || text, newton: "#5C7CFA", memory: "#E03177" }[arrow.style] || text
  }

  paint(step) {
    if (!this.scene || (step === this.step && !this.fresh)) return
    this.fresh = false
    this.step = step
    const { steps, looks, look } = this.scene
    const isLast = step >= steps
    this.where.textContent = isLast ? say("last_step", { step }) : say("this_step", { step, next: step + 1 })
    this.says.textContent = this.sentence(step, steps, looks, look)
    if (!this.scope) return
    for (const { node, slot, column, number, guard } of this.places) {
      const value = slot === undefined ? number : this.at(slot, column)
      const text = isLast && slot !== undefined ? "–" : slot === undefined ? plain(value) : fine(value)
      node.data = guard && value < 0 && !isLast ? `(${text})` : text
    }
    for (const { node, slot, column } of this.ends) node.data = isLast ? "–" : fine(this.at(slot, column))
    this.measure()
  }

  at(slot, column = 0) {
    const columns = this.scope.slots[slot]
    return columns[Math.min(column, columns.length - 1)][this.step]
  }

  isAt(step) { return Number.isFinite(this.run.x[step]) && Number.isFinite(this.run.y[step]) } // a place

  pair(name) { const slot = this.scope.ground[name]; return [this.at(slot, 0), this.at(slot, 1)] }

  sentence(step, steps, looks, look) {
    if (!looks.length) return say("nobody")
    if (look && !this.scene.scope) return say("not_racing")
    if (!this.scope) return say("moment")
    if (!this.isAt(step)) return say("not_finite")
    if (step >= steps) return say("race_ends")
    if (!this.isAt(step + 1)) return say("leaves")
    return say(this.scene.runs.length > 1 ? "terms_of_several" : "terms")
  }

  measure() {
    const [low, high] = this.pair("curvatures")
    const [ex, ey] = this.pair("axis")
    const [nx, ny] = this.pair("newton")
    const [gx, gy] = this.pair("gradient")
    const put = (i, text) => (this.facts[i].textContent = text)
    const none = Number.isFinite(nx) && Number.isFinite(ny) ? "" : say("none")
    const slope = gx * nx + gy * ny
    put(0, `${fine(low)}, ${fine(high)}`)
    put(1, `(${fine(ex)}, ${fine(ey)})`)
    const condition = this.at(this.scope.ground.condition)
    put(2, Number.isNaN(condition) ? say("not_defined") : fine(condition))
    put(3, none || say(slope > 0 ? "uphill" : slope < 0 ? "downhill" : "level", { x: fine(nx), y: fine(ny) }))
    put(4, none || `(${fine(this.run.x[this.step] + nx)}, ${fine(this.run.y[this.step] + ny)})`)
    this.kind.textContent = this.scope.words[this.at(this.scope.ground.kind)]
  }

  // --- arrows on the map -----------------------------------------------------------------------------------
  draw(view, pen, look, labels) { // answers with the letters of the arrows that are drawn
    const { scope, run, step } = this
    this.drawn = []
    const isThere = scope && run && step !== undefined && step <= this.scene.steps && this.isAt(step)
    if (!isThere) return this.drawn
    const from = view.toPixel(run.x[step], run.y[step])
    const [zero, one] = [view.toPixel(0, 0), view.toPixel(1, 1)]
    const unit = [one[0] - zero[0], one[1] - zero[1]]
    const frame = [view.left, view.top, view.right, view.bottom]
    pen.save()
    this.rest(view, pen)
    this.ellipse(pen, look, from, unit)
    const strokes = []
    for (const arrow of scope.arrows) {
      if (arrow.next && step >= this.scene.steps) continue
      const to = [0, 1].map(k => this.at(arrow.slot, k) * arrow.sign * unit[k])
      const length = Math.hypot(...to)
      if (!(length > 0) || !Number.isFinite(length) || (arrow.scaled && length < SHORT)) continue
      const share = arrow.scaled ? Math.min(1, FAR / length) : POINTER[arrow.style] / length
      const tip = [from[0] + share * to[0], from[1] + share * to[1]]
      const colour = this.colour(arrow, look.text)
      strokes.push(stroke(pen, from, tip, STYLES[arrow.style], colour, look.paper))
      labels.push(named(from, tip, frame, arrow.letter.replace("_", ""), colour))
      this.drawn.push(arrow.letter)
    }
    // all edges first: where two arrows lie on each other, both show
    for (const pass of [0, 1]) for (const arrow of strokes) arrow[pass]()
    pen.restore()
    return this.drawn
  }

  rest(view, pen) { // the way on, faint: the path itself is drawn up to the clock
    const steps = Array.from({ length: Math.max(0, this.run.last - this.step + 1) }, (_, i) => this.step + i)
    Object.assign(pen, { strokeStyle: this.run.colour, lineWidth: 1.1, globalAlpha: 0.4, lineJoin: "round" })
    along(pen, steps.map(t => view.toPixel(this.run.x[t], this.run.y[t])))
    pen.globalAlpha = 1
  }

  ellipse(pen, look, [x, y], [kx, ky]) {
    const curvatures = this.pair("curvatures")
    const [ex, ey] = this.pair("axis")
    if (!curvatures.every(Number.isFinite) || curvatures.every(value => value === 0)) return
    const least = 1e-12 * Math.max(...curvatures.map(Math.abs))
    const sizes = curvatures.map(value => 1 / Math.sqrt(Math.max(Math.abs(value), least)))
    const halves = [[-ey, ex], [ex, ey]].map(([a, b], i) => [a * kx * sizes[i], b * ky * sizes[i]])
    const scale = REACH / Math.max(...halves.map(half => Math.hypot(...half)))
    const [u, v] = halves.map(([a, b]) => {
      const size = scale * Math.hypot(a, b)
      const grow = (scale * Math.max(size, LEAST)) / size
      return [a * grow, b * grow]
    })
    const twice = paint => {
      Object.assign(pen, { strokeStyle: look.paper, lineWidth: 3.4, globalAlpha: 0.55 })
      paint()
      Object.assign(pen, { strokeStyle: look.text, lineWidth: 1, globalAlpha: 0.75 })
      paint()
    }
    ;[u, v].forEach(([a, b], i) => twice(() => {
      pen.setLineDash(curvatures[i] < 0 ? [3, 3] : [])
      pen.beginPath(); pen.moveTo(x - a, y - b); pen.lineTo(x + a, y + b); pen.stroke()
    }))
    pen.setLineDash([])
    if (curvatures[0] * curvatures[1] > 0) twice(() => {
      pen.beginPath()
      for (let i = 0; i <= 48; i++) {
        const [cos, sin] = [Math.cos((i * Math.PI) / 24), Math.sin((i * Math.PI) / 24)]
        pen.lineTo(x + u[0] * cos + v[0] * sin, y + u[1] * cos + v[1] * sin)
      }
      pen.stroke()
    })
    pen.globalAlpha = 1
  }
}

const STYLES = { // told apart without colour: dash, head and width
  gradient: { dash: [7, 4], head: "open", width: 1.8 },
  noisy: { dash: [2, 3], head: "open", width: 1.8 },
  memory: { dash: [10, 3, 2, 3], head: "hollow", width: 2 },
  step: { dash: [], head: "full", width: 3 },
  newton: { dash: [2, 4], head: "diamond", width: 2 },
}

const stroke = (pen, [x, y], [tx, ty], { dash, head, width }, colour, paper) => {
  const angle = Math.atan2(ty - y, tx - x)
  const size = Math.min(10, Math.max(5, Math.hypot(tx - x, ty - y) / 2))
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const at = (back, side) => [tx - back * cos - side * sin, ty - back * sin + side * cos]
  const arrow = [at(size, -size / 2), [tx, ty], at(size, size / 2)]
  const rhomb = [at(size, 0), at(size / 2, -size / 2), [tx, ty], at(size / 2, size / 2)]
  const trace = () => {
    pen.beginPath()
    for (const place of head === "diamond" ? rhomb : arrow) pen.lineTo(...place) // the first one begins
    if (head !== "open") pen.closePath()
  }
  const line = () => {
    pen.beginPath()
    pen.moveTo(x, y)
    pen.lineTo(...(head === "open" ? [tx, ty] : at(size, 0)))
    pen.stroke()
  }
  const edge = () => {
    Object.assign(pen, { globalAlpha: 0.8, strokeStyle: paper, lineWidth: width + 3, lineJoin: "round" })
    pen.setLineDash([]); line(); trace(); pen.stroke()
  }
  const ink = () => {
    const fillStyle = head === "hollow" ? paper : colour
    Object.assign(pen, { globalAlpha: 1, strokeStyle: colour, fillStyle, lineWidth: width })
    pen.setLineDash(dash); line()
    pen.setLineDash([]); trace()
    if (head !== "open") pen.fill()
    if (head !== "full") { pen.lineWidth = Math.min(width, 2); pen.stroke() }
  }
  return [edge, ink]
}

// The letter of an arrow stands at its tip, or where it leaves the map.
const named = (from, tip, [left, top, right, bottom], text, colour) => {
  const way = [tip[0] - from[0], tip[1] - from[1]]
  let share = 1
  for (const [k, low, high] of [[0, left + 14, right - 26], [1, top + 10, bottom - 10]]) {
    if (way[k] > 0) share = Math.min(share, Math.max(0, (high - from[k]) / way[k]))
    if (way[k] < 0) share = Math.min(share, Math.max(0, (low - from[k]) / way[k]))
  }
  const length = Math.hypot(...way) || 1
  const out = [way[0] / length, way[1] / length]
  const aside = out[0] < -0.3 ? 18 : out[0] > 0.3 ? 0 : 8
  const [x, y] = [from[0] + share * way[0] + 9 * out[0] - aside, from[1] + share * way[1] + 11 * out[1]]
  return { x, y, text, colour }
}
