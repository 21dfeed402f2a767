// Small charts on canvases, drawn from what kit/charts.py declares: lines, areas, dots, rules, maps of numbers, nets.
import { digits, fit, marker, power, spread, theme } from "./draw.js"
import { enlarge } from "./enlarge.js"
import { Moving } from "./moving.js"
import { legend, Pixels } from "./pixels.js"
import { say } from "./texts.js"
import { wheel } from "./wheel.js"

const TOP = 8
const ROOMS = { usual: { left: 50, bottom: 36 }, small: { left: 28, bottom: 19 }, bare: { left: 20, bottom: 36 } } // px left of the frame and below it
const finite = value => value !== null && Number.isFinite(value)

const niceStep = (span, most) => {
  const raw = span / most
  const unit = 10 ** Math.floor(Math.log10(raw))
  return [1, 2, 5, 10].map(k => k * unit).find(step => step >= raw * 0.999)
}

// Of two lines in one colour the names say which is dashed: px for a piece of the line before each.
const [DASHES, SAMPLE] = [[5, 4], 14]
const sample = (mark, named) => (named.some(other => other.colour === mark.colour && other.dashed !== mark.dashed) ? SAMPLE + 4 : 0)

// A number of a map in words.
const told = ({ percent, power }, value) => (percent ? `${Math.round(100 * value)} %` : power ? String(Math.round(10 ** value)) : digits(value))
const plain = text => (/^−?\d+\.\d*$/.test(text) ? text.replace(/\.?0+$/, "") : text) // at a tick: 0.2, not 0.200

const mix = (stops, share) => {
  const at = Math.min(1, Math.max(0, share)) * (stops.length - 1)
  const [i, part] = [Math.min(Math.floor(at), stops.length - 2), at - Math.min(Math.floor(at), stops.length - 2)]
  const channel = k => [stops[i], stops[i + 1]].map(colour => parseInt(colour.slice(k, k + 2), 16)).reduce((a, b) => Math.round(a + (b - a) * part))
  return `rgb(${channel(1)}, ${channel(3)}, ${channel(5)})`
}

class Chart {
  constructor(spec, keep) {
    this.keep = keep
    this.words = {} // where those on dotted lines stand
    this.figure = document.createElement("figure")
    this.figure.dataset.chart = spec.key
    this.head = document.createElement("figcaption")
    this.canvas = document.createElement("canvas")
    this.canvas.setAttribute("role", "img")
    this.tip = document.createElement("output")
    this.box = document.createElement("div")
    this.box.append(this.canvas)
    this.figure.append(this.head, this.tip, this.box)
    this.box.addEventListener("pointermove", e => this.read(e))
    this.box.addEventListener("pointerdown", e => this.read(e)) // a finger does not hover
    this.box.addEventListener("pointerleave", () => (this.tip.textContent = ""))
    this.box.addEventListener("click", e => this.pick(e))
  }

  // Drawn before anything is written: a text that changes makes the browser lay the page out again as soon as a size is asked for.
  show(spec, emit, look, address) {
    this.emit = emit
    const shown = JSON.stringify([spec, look, address])
    if (shown === this.shown) return
    Object.assign(this, { spec, look, shown })
    this.paint()
  }

  write() {
    const { title, about, wide, tall, pick, map } = this.spec
    if (map) this.legend(map)
    const said = `${title}. ${about || ""}`
    if (said === this.said) return
    this.said = said
    this.head.textContent = title
    this.head.title = about || ""
    about ? (this.head.tabIndex = 0) : this.head.removeAttribute("tabindex") // see explain.js
    this.canvas.setAttribute("aria-label", said)
    this.figure.classList.toggle("wide", Boolean(wide))
    this.figure.classList.toggle("tall", Boolean(tall))
    this.box.style.minHeight = this.spec.net ? `${38 * this.spec.net.nets.length + 22}px` : ""
    this.box.classList.toggle("pick", Boolean(pick))
    if (this.spec.marks.some(mark => mark.sets)) this.moving ??= new Moving(this)
  }

  // A map of basins says its colours below it, in the page's own text.
  legend(size) {
    this.figure.dataset.map = size
    if (!this.list) {
      this.figure.append((this.list = document.createElement("ul")))
      enlarge(this.figure, this.head, this.spec.key)
      wheel(this)
    }
    legend(this.list, this.mapped(), this.look.name)
  }

  mapped() { return this.spec.marks.find(mark => mark.kind === "pixels") }

  // The range of an axis: as declared, else what the marks need; while a hand moves it only grows, so that nothing jumps under a slider.
  range(axis, name) {
    if (axis.low !== undefined && axis.high !== undefined) return [axis.low, axis.high]
    let [low, high] = [Infinity, -Infinity]
    for (const mark of this.spec.marks) for (const value of mark.own ? [] : mark[name] || [])
      if (finite(value) && (!axis.log || value > 0)) { low = Math.min(low, value); high = Math.max(high, value) }
    if (low > high) return axis.log ? [axis.low ?? 0.1, axis.high ?? 1] : [axis.low ?? 0, axis.high ?? 1]
    if (axis.log) [low, high] = [10 ** Math.floor(Math.log10(low) + 1e-9), 10 ** Math.ceil(Math.log10(high) - 1e-9)]
    if (low === high) [low, high] = axis.log ? [low / 10, high * 10] : [low - 0.5, high + 0.5]
    const id = `${this.spec.key}/${name}`
    const kept = this.keep[id] || [low, high]
    this.keep[id] = [Math.min(kept[0], low), Math.max(kept[1], high)]
    return [axis.low ?? this.keep[id][0], axis.high ?? this.keep[id][1]]
  }

  scales(width, height) {
    const { x, y } = this.spec
    const place = (axis, name, from, to) => {
      const [low, high] = this.range(axis, name)
      const flat = axis.log ? Math.log10 : value => value
      const [a, b] = [flat(low), flat(high)]
      const to_ = value => from + ((to - from) * (flat(value) - a)) / (b - a)
      const back = pixel => { const value = a + ((b - a) * (pixel - from)) / (to - from); return axis.log ? 10 ** value : value }
      return { low, high, log: axis.log, to: to_, back }
    }
    this.right = width - 10 - (this.room || 0)
    return { x: place(x, "x", this.left, this.right), y: place(y, "y", height - this.bottom, TOP) }
  }

  paint() {
    const { look } = this
    const [width, height] = this.size || [0, 0]
    if (!width || !this.spec) return
    const map = this.mapped()
    if (map && !(this.map ??= new Pixels()).ready(map, () => this.paint())) return // until it is unpacked, what was drawn stands
    const pen = fit(this.canvas, width, height)
    const bare = this.spec.y.bare && this.spec.marks.some(mark => mark.kind === "spans") // rows whose names stand in the frame
    Object.assign(this, ROOMS[bare ? "bare" : this.spec.map] || ROOMS.usual)
    if (this.spec.net) return this.net(pen, look, width, height)
    pen.font = `600 12px ${look.font}`
    const named = this.spec.marks.filter(mark => mark.label && mark.kind === "line")
    const heat = this.spec.marks.find(mark => mark.kind === "heat")
    const ridge = this.spec.marks.find(mark => mark.kind === "ridge")
    this.room = heat ? this.beside(pen, look, heat) : ridge ? 8 + Math.max(...ridge.rows.map(row => pen.measureText(row.note).width)) : named.length ? Math.min(120, 8 + Math.max(...named.map(mark => sample(mark, named) + pen.measureText(mark.label).width))) : 0
    const at = (this.at = this.scales(width, height))
    this.frame(pen, look, at, width, height)
    pen.save()
    pen.beginPath()
    pen.rect(this.left, TOP - 1, this.right - this.left, height - TOP - this.bottom + 2)
    pen.clip()
    for (const mark of this.spec.marks) this[mark.kind](pen, look, at, mark, height)
    pen.restore()
    if (!this.spec.marks.some(mark => this.drawable(mark))) this.nothing(pen, look, at, height)
    if (heat) {
      this.bar(pen, look, heat, height)
      this.ends(pen, look, at, named, height, heat)
    } else this.labels(pen, look, at, named, height)
    if (ridge) this.rowNames(pen, look, ridge)
  }

  drawable(mark) { // whether there is anything of a mark to be seen; kinds that are not points always count
    const seen = (x, y) => finite(x) && finite(y) && (!this.at.x.log || x > 0) && (!this.at.y.log || y > 0)
    if (mark.kind === "line" || mark.kind === "dots") return mark.x.some((x, i) => seen(x, mark.y[i]))
    if (mark.kind === "area") return mark.y.some(finite)
    if (mark.kind === "heat") return mark.z.some(finite)
    return mark.kind !== "rule"
  }

  nothing(pen, look, at, height) {
    Object.assign(pen, { fillStyle: look.text, font: `12px ${look.font}`, textAlign: "center", textBaseline: "middle", globalAlpha: 0.6 })
    const text = say(!this.spec.marks.some(mark => mark.y?.length) ? "nothing_yet" : at.y.log ? "nothing_above_0" : "nothing_finite")
    pen.fillText(text, (this.left + this.right) / 2, (TOP + height - this.bottom) / 2, this.right - this.left - 8)
    Object.assign(pen, { textAlign: "left", globalAlpha: 1 })
  }

  beside(pen, look, heat) { // room for the bar of a map: its numbers and, beyond those along the bar, what they mean
    pen.font = `12px ${look.font}`
    this.beyond = Math.max(...(heat.ticks || [heat.low, heat.high]).map(value => pen.measureText(this.tick(heat, value)).width))
    return Math.max(52, 12 + this.beyond + (heat.ticks ? 16 : 0))
  }

  tick(heat, value) { return heat.ticks ? plain(told(heat, value)) : told(heat, value) }

  bar(pen, look, heat, height) { // which colour is which number
    const { stops, low, high, means, ticks } = heat
    const tall = height - TOP - this.bottom
    for (let i = 0; i < tall; i++) { pen.fillStyle = mix(stops[look.name], 1 - i / tall); pen.fillRect(this.right + 8, TOP + i, 9, 1.5) }
    Object.assign(pen, { fillStyle: look.text, font: `12px ${look.font}`, textAlign: "left", textBaseline: "middle" })
    const taken = []
    for (const value of ticks || [low, high]) {
      const y = TOP + tall * (1 - (value - low) / (high - low || 1))
      const at = Math.min(height - this.bottom - 6, Math.max(TOP + 6, y))
      if (taken.some(other => Math.abs(other - at) < 15)) continue
      taken.push(at)
      pen.fillText(this.tick(heat, value), this.right + 20, at)
    }
    pen.save()
    pen.translate(this.right + (ticks ? 30 + this.beyond : 27), TOP + tall / 2)
    pen.rotate(-Math.PI / 2)
    Object.assign(pen, { textAlign: "center", textBaseline: "middle" })
    pen.fillText(means || "", 0, 0, tall - 36)
    pen.restore()
  }

  frame(pen, look, at, width, height) {
    pen.font = `12px ${look.font}`
    Object.assign(pen, { fillStyle: look.text, strokeStyle: look.text, lineWidth: 1 })
    const ticks = (scale, most, { whole, every }) => {
      if (scale.log) {
        const [low, high] = [Math.ceil(Math.log10(scale.low) - 1e-9), Math.floor(Math.log10(scale.high) + 1e-9)]
        const between = whole ? Array.from({ length: high - low + 2 }, (_, i) => [1, 2, 5].map(digit => digit * 10 ** (low - 1 + i))).flat().filter(value => value >= scale.low && value <= scale.high) : []
        if (between.length && between.length <= most) return between.map(value => [value, plain(digits(value))])
        const every = Math.max(1, Math.ceil((high - low) / most))
        return Array.from({ length: Math.floor((high - low) / every) + 1 }, (_, i) => [10 ** (low + i * every), power(low + i * every)])
      }
      const step = every ? every * 2 ** Math.max(0, Math.ceil(Math.log2((scale.high - scale.low) / every / most))) : Math.max(niceStep(scale.high - scale.low, most), whole ? 1 : 0)
      const first = Math.ceil(scale.low / step - 1e-9)
      return Array.from({ length: Math.floor(scale.high / step + 1e-9) - first + 1 }, (_, i) => {
        const value = (first + i) * step
        const said = this.percent(scale) ? `${Number((100 * value).toPrecision(6))} %` : String(Number(value.toPrecision(6)))
        return [value, said.replace("-", "−")]
      })
    }
    const small = this.spec.map === "small" // the ends of its axes are for their names
    pen.textAlign = "right"
    pen.textBaseline = "middle"
    for (const [value, text] of ticks(at.y, Math.max(2, Math.floor((height - TOP - this.bottom) / 30)), this.spec.y)) {
      if (this.spec.y.bare) break
      const y = at.y.to(value)
      pen.globalAlpha = 0.13
      pen.beginPath(); pen.moveTo(this.left, y); pen.lineTo(this.right, y); pen.stroke()
      pen.globalAlpha = 0.85
      if (!small || y > TOP + 14) pen.fillText(text, this.left - 5, y)
    }
    pen.textAlign = "center"
    pen.textBaseline = "top"
    const apart = this.spec.x.whole ? Math.max(30, 16 + pen.measureText(String(at.x.high)).width) : 48
    if (!this.spec.x.bare) for (const [value, text] of ticks(at.x, Math.max(2, Math.floor((this.right - this.left) / apart)), this.spec.x)) if ((!small || at.x.to(value) < this.right - 18) && !(value > this.spec.x.until)) pen.fillText(text, Math.min(at.x.to(value), width - pen.measureText(text).width / 2 - 1), height - this.bottom + 4)
    if (small) this.corners(pen, height)
    else pen.fillText(this.spec.x.label, (this.left + this.right) / 2, height - 15)
    if (this.spec.y.label && !small) {
      pen.save()
      pen.translate(11, (TOP + height - this.bottom) / 2)
      pen.rotate(-Math.PI / 2)
      pen.textBaseline = "middle"
      pen.fillText(this.spec.y.label, 0, 0)
      pen.restore()
    }
    pen.globalAlpha = 0.35
    pen.strokeRect(this.left, TOP, this.right - this.left, height - TOP - this.bottom)
    pen.globalAlpha = 1
    pen.textAlign = "left"
  }

  corners(pen, height) {
    pen.fillText(this.spec.x.label, this.right - 4, height - this.bottom + 4)
    pen.textAlign = "right"
    pen.fillText(this.spec.y.label, this.left - 5, TOP - 4)
  }

  percent(scale) { return (scale === this.at?.y && this.spec.y.percent) || (scale === this.at?.x && this.spec.x.percent) }

  line(pen, look, at, mark) {
    pen.setLineDash(mark.dashed ? DASHES : [])
    Object.assign(pen, { strokeStyle: mark.colour || look.text, fillStyle: mark.colour || look.text, lineWidth: mark.faint ? 1.2 : 2, lineJoin: "round", globalAlpha: mark.pale ? 0.35 : mark.faint ? 0.55 : 1 })
    pen.beginPath()
    let on = false
    mark.x.forEach((x, i) => {
      const fits = finite(mark.y[i]) && (!at.y.log || mark.y[i] > 0) && (!at.x.log || x > 0)
      if (fits) on ? pen.lineTo(at.x.to(x), at.y.to(mark.y[i])) : pen.moveTo(at.x.to(x), at.y.to(mark.y[i]))
      on = fits
    })
    pen.stroke()
    pen.setLineDash([])
    if (mark.marker) mark.x.forEach((x, i) => {
      if (!finite(mark.y[i]) || (at.y.log && mark.y[i] <= 0)) return
      marker(pen, mark.marker, at.x.to(x), at.y.to(mark.y[i]), mark.x.length > 16 ? 2.6 : 3.6)
      pen.lineWidth = 1.4
      mark.marker === "cross" ? pen.stroke() : pen.fill()
    })
    pen.globalAlpha = 1
  }

  stroke(pen, dashed, points) {
    pen.setLineDash(dashed ? DASHES : [])
    pen.beginPath()
    for (const point of points) pen.lineTo(...point)
    pen.stroke()
    pen.setLineDash([])
  }

  area(pen, look, at, mark, height) { // a histogram: n heights between n + 1 edges; with `own` a scale of its own, 40 % of the frame
    const top = Math.max(...mark.y.filter(finite), 1e-12)
    const base = height - this.bottom
    const y = value => (mark.own ? base - 0.4 * (base - TOP) * (value / top) : at.y.to(value))
    pen.beginPath()
    pen.moveTo(at.x.to(mark.x[0]), base)
    mark.y.forEach((value, i) => { pen.lineTo(at.x.to(mark.x[i]), y(value)); pen.lineTo(at.x.to(mark.x[i + 1]), y(value)) })
    pen.lineTo(at.x.to(mark.x[mark.x.length - 1]), base)
    pen.closePath()
    Object.assign(pen, { fillStyle: mark.colour || look.text, globalAlpha: 0.28 })
    pen.fill()
    pen.globalAlpha = 1
  }

  dots(pen, look, at, mark) {
    const ink = mark.colour[look.name] || mark.colour || look.text
    Object.assign(pen, { fillStyle: ink, strokeStyle: look.paper, lineWidth: 1 })
    mark.x.forEach((x, i) => {
      if (!finite(mark.y[i])) return
      marker(pen, mark.marker || "circle", at.x.to(x), this.level(mark, i), mark.size || 2.4)
      if (mark.marker !== "cross") { pen.fill(); pen.stroke(); return }
      for (const [strokeStyle, lineWidth] of [[look.paper, 4.4], [ink, 2.4]]) { Object.assign(pen, { strokeStyle, lineWidth }); pen.stroke() } // nothing in it to fill
      Object.assign(pen, { strokeStyle: look.paper, lineWidth: 1 })
    })
  }

  // The height of a dot, in pixels: one that a hand can take stands on the edge of the frame if its place lies beyond.
  level({ y, sets, size = 2.4 }, i) {
    const { to, low, high } = this.at.y
    return sets ? Math.min(to(low) - size - 1, Math.max(to(high) + size + 1, to(y[i]))) : to(y[i])
  }

  rule(pen, look, at, mark, height) { // a line across the frame at one x or one y
    const { value } = mark
    const [x0, y0, x1, y1] = mark.along === "x" ? [this.left, at.y.to(value), this.right, at.y.to(value)] : [at.x.to(value), at.y.to(at.y.low), at.x.to(value), at.y.to(at.y.high)]
    Object.assign(pen, { strokeStyle: mark.colour || look.text, fillStyle: look.text, lineWidth: 1.2, globalAlpha: 0.75 })
    pen.setLineDash([2, 3])
    pen.beginPath(); pen.moveTo(x0, y0); pen.lineTo(x1, y1); pen.stroke()
    pen.setLineDash([])
    Object.assign(pen, { font: `12px ${look.font}`, textBaseline: "bottom", textAlign: "left" })
    const text = mark.text || ""
    const place = [text, ...(mark.along === "x" ? this.free(at, y0, text, pen.measureText(text).width, height) : [x0 + 4, TOP + 15])]
    Object.assign(pen, { strokeStyle: look.paper, lineWidth: 4, globalAlpha: 1 }) // a halo: no curve strikes the words through
    pen.strokeText(...place)
    pen.fillText(...place)
    pen.globalAlpha = 1
  }

  heat(pen, look, at, mark) { // rows × columns of numbers, row 0 below; null is a hole
    const stops = mark.stops[look.name]
    const [w, h] = [(at.x.to(at.x.high) - this.left) / mark.columns, (at.y.to(at.y.low) - TOP) / mark.rows]
    mark.z.forEach((value, i) => {
      if (!finite(value)) return
      pen.fillStyle = mix(stops, (value - mark.low) / (mark.high - mark.low || 1))
      pen.fillRect(this.left + (i % mark.columns) * w - 0.3, TOP + (mark.rows - 1 - Math.floor(i / mark.columns)) * h - 0.3, w + 0.6, h + 0.6)
    })
    if (mark.levels) this.contours(pen, look, at, mark)
  }

  contours(pen, look, at, { z, rows, columns, levels, ink }) { // lines of equal value between the middles of the cells
    const [w, h] = [(this.right - this.left) / columns, (at.y.to(at.y.low) - TOP) / rows]
    const corners = [[0, 0], [1, 0], [1, 1], [0, 1]]
    Object.assign(pen, { strokeStyle: ink[look.name], lineWidth: 1, globalAlpha: 1 })
    pen.beginPath()
    for (let row = 0; row < rows - 1; row++) for (let column = 0; column < columns - 1; column++) {
      const four = corners.map(([dx, dy]) => z[(row + dy) * columns + column + dx])
      if (!four.every(finite)) continue
      const [least, most] = [Math.min(...four), Math.max(...four)]
      for (const level of levels) {
        if (level < least || level >= most) continue
        const cuts = corners.flatMap(([dx, dy], k) => {
          const [from, to, [ex, ey]] = [four[k], four[(k + 1) % 4], corners[(k + 1) % 4]]
          if (from > level === to > level) return []
          const part = (level - from) / (to - from)
          return [[this.left + (column + 0.5 + dx + part * (ex - dx)) * w, at.y.to(at.y.low) - (row + 0.5 + dy + part * (ey - dy)) * h]]
        })
        for (let k = 0; k + 1 < cuts.length; k += 2) { pen.moveTo(...cuts[k]); pen.lineTo(...cuts[k + 1]) }
      }
    }
    pen.stroke()
  }

  pixels(pen, look, at, mark, height) { // rows × columns of bytes; every pixel is one start, so none is mixed with its neighbours
    pen.imageSmoothingEnabled = false
    pen.drawImage(this.map.picture(mark, look.name), this.left, TOP, this.right - this.left, height - TOP - this.bottom)
  }

  images(pen, look, at, mark, height) { // a grid of grey pictures that fills the frame, a label under each; ink is the text's colour, so dark on light and light on dark
    const { pictures, side, columns } = mark
    const [w, h] = [(this.right - this.left) / columns, (height - TOP - this.bottom) / Math.max(1, Math.ceil(pictures.length / columns))]
    const pixel = Math.max(1, Math.floor(Math.min(w - 6, h - 19) / side))
    Object.assign(pen, { fillStyle: look.text, font: `12px ${look.font}`, textAlign: "center", textBaseline: "top" })
    pictures.forEach(({ pixels, label }, i) => {
      const [middle, top] = [this.left + ((i % columns) + 0.5) * w, TOP + Math.floor(i / columns) * h + 3]
      const left = Math.round(middle - (side * pixel) / 2)
      const draw = (alpha, x, y, size) => { pen.globalAlpha = alpha; pen.fillRect(left + x, Math.round(top) + y, size, size) }
      draw(0.08, -1, -1, side * pixel + 2) // where the picture is, though its edge is empty
      pixels.forEach((value, k) => { if (finite(value) && value > 0) draw(Math.min(1, value), (k % side) * pixel, Math.floor(k / side) * pixel, pixel) })
      pen.globalAlpha = 1
      pen.fillText(label, middle, Math.round(top) + side * pixel + 3, w - 8)
    })
    pen.textAlign = "left"
  }

  ridge(pen, look, at, mark, height) { // histograms one below the other; each on its own scale upwards, all on the frame's axis
    const tall = (height - TOP - this.bottom) / mark.rows.length
    const few = tall >= 13 // else bars take all the room there is, and the lines that they stand on step back
    const most = few ? tall - 2 : tall
    mark.rows.forEach(({ label, note, low, high, y }, i) => {
      const base = TOP + (i + 1) * tall - 1
      const own = this.spec.x.bare
      const x = k => { const value = low + ((high - low) * k) / y.length; return own ? this.left + ((this.right - this.left) * k) / y.length : at.x.to(value) }
      pen.beginPath()
      pen.moveTo(x(0), base)
      y.forEach((share, k) => { pen.lineTo(x(k), base - share * most); pen.lineTo(x(k + 1), base - share * most) })
      pen.lineTo(x(y.length), base)
      pen.closePath()
      Object.assign(pen, { fillStyle: mark.colour, strokeStyle: mark.colour, lineWidth: 1, globalAlpha: 0.75 })
      pen.fill()
      pen.globalAlpha = few ? 0.5 : 0.12
      pen.beginPath(); pen.moveTo(this.left, base); pen.lineTo(this.right, base); pen.stroke()
      pen.globalAlpha = 1
      mark.places ??= []
      mark.places[i] = { label: few || i === 0 || (i + 1) % 10 === 0 ? label : "", note: few ? note : "", y: base - Math.min(tall / 2, 7) }
    })
  }

  thinned(pen, look, at, mark, height) { // columns of units, 1 stays and 0 is dropped; connections between those that stay
    const { columns, colour } = mark
    const x = column => this.left + ((this.right - this.left) * (column + 0.5)) / columns.length
    const y = (unit, of) => TOP + ((height - TOP - this.bottom) * (unit + 0.5)) / of
    Object.assign(pen, { strokeStyle: colour, fillStyle: colour, lineWidth: 0.7, globalAlpha: 0.3 })
    pen.beginPath()
    columns.slice(1).forEach((units, i) => columns[i].forEach((from, a) => units.forEach((to, b) => {
      if (from && to) { pen.moveTo(x(i), y(a, columns[i].length)); pen.lineTo(x(i + 1), y(b, units.length)) }
    })))
    pen.stroke()
    columns.forEach((units, i) => units.forEach((stays, a) => {
      Object.assign(pen, { globalAlpha: stays ? 1 : 0.6, strokeStyle: stays ? colour : look.text, lineWidth: 1.2 })
      marker(pen, stays ? "circle" : "cross", x(i), y(a, units.length), 3.4)
      stays ? pen.fill() : pen.stroke()
    }))
    pen.globalAlpha = 1
  }

  // Where words on a line at y cover the fewest points: above it or below, at its beginning, middle or end. They stay where they cover none.
  free(at, y, text, wide, height) {
    const lefts = [this.left + 5, (this.left + this.right - wide) / 2, this.right - 5 - wide]
    const places = [y - 2, y + 16].flatMap(bottom => lefts.map(left => [left, bottom]))
    const points = this.spec.marks.filter(mark => mark.kind === "line" || mark.kind === "dots").flatMap(mark => mark.x.map((x, i) => [at.x.to(x), at.y.to(mark.y[i])]))
    const covered = places.map(([left, bottom]) => bottom - 14 < TOP || bottom > height - this.bottom ? Infinity
      : points.filter(([px, py]) => px > left - 6 && px < left + wide + 6 && py > bottom - 18 && py < bottom + 2).length)
    if (covered[this.words[text] ?? 0] > 0) this.words[text] = covered.indexOf(Math.min(...covered))
    return places[this.words[text] ?? 0]
  }

  rowNames(pen, look, mark) {
    Object.assign(pen, { fillStyle: look.text, font: `12px ${look.font}`, textBaseline: "middle" })
    for (const { label, note, y } of mark.places) {
      pen.textAlign = "right"; pen.fillText(label, this.left - 5, y)
      pen.textAlign = "left"; pen.fillText(note, this.right + 5, y)
    }
  }

  spans(pen, look, at, mark) { // one row each: a bar from low to high, a tick at the middle, the name before it
    mark.rows.forEach(({ label, colour, low, mid, high }, i) => {
      const y = at.y.to(mark.rows.length - 1 - i + 0.5)
      Object.assign(pen, { fillStyle: colour || look.text, strokeStyle: colour || look.text, textBaseline: "middle", textAlign: "right", font: `12px ${look.font}` })
      pen.globalAlpha = 0.35
      pen.fillRect(at.x.to(low), y - 4, Math.max(1, at.x.to(high) - at.x.to(low)), 8)
      pen.globalAlpha = 1
      pen.fillRect(at.x.to(mid) - 1.5, y - 6, 3, 12)
      if (label) { // beside the bar, on the side where there is room; if there is none, above it
        const text = `${label} ${this.spec.x.percent ? `${Math.round(100 * mid)} %` : digits(mid)}`
        const [wide, right] = [pen.measureText(text).width, at.x.to(high) + 6]
        const [fits, before] = [right + wide <= this.right, at.x.to(low) - 6 - wide]
        pen.textAlign = "left"
        pen.fillText(text, fits ? right : Math.max(this.left + 2, before), fits || before > this.left ? y : y - 13)
      }
    })
  }

  labels(pen, look, at, named, height) {
    const places = named.flatMap(mark => {
      let i = mark.y.length - 1
      while (i >= 0 && !(finite(mark.y[i]) && (!at.y.log || mark.y[i] > 0))) i--
      return i < 0 ? [] : [{ x: this.right + 5, y: Math.min(height - this.bottom, Math.max(TOP, at.y.to(mark.y[i]))), text: mark.label, colour: mark.colour || look.text, width: this.room, dashed: mark.dashed, before: sample(mark, named) }]
    })
    Object.assign(pen, { font: `600 12px ${look.font}`, textBaseline: "middle", lineWidth: 2 })
    for (const { x, at: y, text, colour, dashed, before } of spread(pen, places, height - this.bottom + 6, TOP)) {
      Object.assign(pen, { fillStyle: colour, strokeStyle: colour })
      pen.fillText(text, x + before, y)
      if (before) this.stroke(pen, dashed, [[x, y], [x + SAMPLE, y]])
    }
  }

  ends(pen, look, at, named, height, { stops }) { // names at the ends of paths over a map, each in a halo of the map's own colour
    pen.font = `600 12px ${look.font}`
    const places = named.flatMap(mark => {
      let i = mark.y.length - 1
      while (i >= 0 && !(finite(mark.x[i]) && finite(mark.y[i]))) i--
      if (i < 0) return []
      const [x, width] = [at.x.to(mark.x[i]), pen.measureText(mark.label).width]
      const beside = x + 12 + width <= this.right ? x + 12 : Math.max(this.left + 4, x - 12 - width)
      return [{ x: beside, y: at.y.to(mark.y[i]), text: mark.label, colour: mark.colour || look.text, width }]
    })
    const halo = stops[look.name][stops[look.name].length - 1]
    Object.assign(pen, { textBaseline: "middle", textAlign: "left", lineWidth: 4, lineJoin: "round", strokeStyle: halo, globalAlpha: 1 })
    for (const { x, at: y, text, colour } of spread(pen, places, height - this.bottom, TOP)) { pen.strokeText(text, x, y); pen.fillStyle = colour; pen.fillText(text, x, y) }
  }

  // Nets side by side, one below the other: between two columns of units, the connections in the colour of their layer's number.
  net(pen, look, width, height) {
    const { nets, low, high, stops } = this.spec.net
    const [units, name] = [4, 74]
    const tall = (height - 22) / nets.length
    pen.font = `600 12px ${look.font}`
    pen.textBaseline = "middle"
    nets.forEach(({ label, colour, values }, row) => {
      const [top, columns] = [row * tall + 6, values.length + 1]
      const x = column => name + ((width - name - 14) * column) / (columns - 1)
      const y = unit => top + ((tall - 14) * (unit + 0.5)) / units
      pen.fillStyle = colour
      pen.fillText(label, 2, top + tall / 2 - 7)
      values.forEach((value, column) => {
        const share = finite(value) ? (value - low) / (high - low || 1) : 0
        Object.assign(pen, { strokeStyle: finite(value) ? mix(stops[look.name], share) : "#d2413f", lineWidth: finite(value) ? 0.6 + 1.8 * Math.max(0, share) : 1 })
        pen.setLineDash(finite(value) ? [] : [2, 3])
        pen.beginPath()
        const [from, to] = [column === 0 ? 2 : units, column === columns - 2 ? 1 : units]
        for (let a = 0; a < from; a++) for (let b = 0; b < to; b++) { pen.moveTo(x(column), y(from === 2 ? a + 1 : a)); pen.lineTo(x(column + 1), y(to === 1 ? 1.5 : b)) }
        pen.stroke()
      })
      pen.setLineDash([])
      pen.fillStyle = look.text
      for (let column = 0; column < columns; column++) for (let a = 0; a < (column === 0 ? 2 : column === columns - 1 ? 1 : units); a++) {
        pen.beginPath(); pen.arc(x(column), y(column === 0 ? a + 1 : column === columns - 1 ? 1.5 : a), columns > 18 ? 1.6 : 2.4, 0, 7); pen.fill()
      }
    })
    const bar = 150
    for (let i = 0; i < bar; i++) { pen.fillStyle = mix(stops[look.name], i / bar); pen.fillRect(name + i, height - 14, 1.5, 8) }
    pen.fillStyle = look.text
    pen.font = `12px ${look.font}`
    pen.textAlign = "right"; pen.fillText("≤ " + power(low), name - 4, height - 10)
    pen.textAlign = "left"; pen.fillText(`${power(high)}   ${this.spec.net.label}`, name + bar + 6, height - 10)
  }

  // --- hands -------------------------------------------------------------------------------------
  read(e) {
    if (!this.at || this.moving?.press?.moved || this.spec.net || this.spec.marks.some(mark => mark.kind === "images")) return
    const box = this.canvas.getBoundingClientRect()
    const [px, py] = [e.clientX - box.left, e.clientY - box.top]
    if (px < this.left || px > this.right || py < TOP || py > box.height - this.bottom) { this.tip.textContent = ""; return }
    const x = this.at.x.back(px)
    const heat = this.spec.marks.find(mark => mark.kind === "heat")
    const here = mark => px >= Math.min(...mark.x.map(this.at.x.to)) - 14 && px <= Math.max(...mark.x.map(this.at.x.to)) + 14 // nothing is said of where a line is not
    const lines = heat ? [] : this.spec.marks.filter(mark => mark.kind === "line" && (mark.read || mark.label) && mark.x.length && here(mark)) // over a map, what is under the hand is the map
    const said = lines.map(mark => {
      const i = mark.x.reduce((best, value, k) => (Math.abs(value - x) < Math.abs(mark.x[best] - x) ? k : best), 0)
      return `${mark.read || mark.label}\u00a0${mark.y[i] === null ? "–" : this.spec.y.percent ? `${digits(100 * mark.y[i])}\u00a0%` : digits(mark.y[i])}`
    })
    if (heat) {
      const [i, j] = [Math.floor(((box.height - this.bottom - py) / (box.height - this.bottom - TOP)) * heat.rows), Math.floor(((px - this.left) / (this.right - this.left)) * heat.columns)]
      const value = heat.z[i * heat.columns + j]
      const shown = !finite(value) ? "–" : told(heat, value)
      said.push(`${this.spec.y.label} ${digits(this.at.y.back(py))}`, `${heat.means}: ${shown}`)
    }
    const map = this.mapped()
    if (map && this.map?.ready(map, () => {})) said.push(`${this.spec.y.label} ${digits(this.at.y.back(py))}`, `→ ${this.map.say(map, ...this.pixel(map, px, py, box))}`)
    const where = this.spec.x.whole ? Math.round(x) : digits(x)
    this.tip.textContent = said.length ? [`${this.spec.x.label}\u00a0${where}`, ...said].join("   ") : ""
  }

  pixel({ rows, columns }, px, py, box) { // row from below and column of a place in the frame
    const inside = (share, many) => Math.min(many - 1, Math.max(0, Math.floor(share * many)))
    return [inside((box.height - this.bottom - py) / (box.height - this.bottom - TOP), rows), inside((px - this.left) / (this.right - this.left), columns)]
  }

  pick(e) {
    if (!this.spec.pick || !this.at) return
    const box = this.canvas.getBoundingClientRect()
    const [px, py] = [e.clientX - box.left, e.clientY - box.top]
    if (px < this.left || px > this.right || py < TOP || py > box.height - this.bottom) return
    const { pick, limits = {}, whole = [], also = {} } = this.spec
    const [changes, map] = [{ ...also }, this.mapped()]
    const [row, column] = map ? this.pixel(map, px, py, box) : []
    const middle = { x: map && (column + 0.5) / map.columns, y: map && (row + 0.5) / map.rows } // of the pixel: the very start whose colour it is
    for (const [axis, pixel] of [["x", px], ["y", py]]) {
      const name = pick[axis]
      if (!name) continue
      const { low: from, high: to } = this.at[axis]
      const value = map ? Number((from + (to - from) * middle[axis]).toPrecision(8)) : this.at[axis].back(pixel)
      const [low, high] = limits[name] || [-Infinity, Infinity]
      changes[name] = String(Math.min(high, Math.max(low, whole.includes(name) ? Math.round(value) : map ? value : Number(value.toPrecision(3)))))
    }
    this.emit(changes)
  }
}

export class Charts {
  constructor(root) {
    this.root = root
    this.charts = new Map()
    this.keep = {}
    this.watch = new ResizeObserver(() => {
      this.measure()
      for (const chart of this.charts.values()) chart.paint()
    })
    this.watch.observe(root)
  }

  measure() { // a chart whose box has changed is drawn anew, though it shows the same
    for (const chart of this.charts.values()) {
      const size = [chart.box.clientWidth, chart.box.clientHeight]
      if (String(size) !== String(chart.size)) Object.assign(chart, { size, shown: null })
    }
  }

  show(specs, emit, address) {
    if (address !== this.address) for (const id of Object.keys(this.keep)) delete this.keep[id] // a hand has let go: ranges fit anew, and grow only while it moves
    this.address = address
    const look = theme(this.root)
    const keys = specs.map(spec => spec.key).join()
    const fresh = keys !== this.keys
    if (fresh) {
      this.keys = keys
      this.root.dataset.count = specs.length // sets the grid's columns: measured below, once all charts stand in it
      this.charts = new Map(specs.map(spec => [spec.key, this.charts.get(spec.key) || new Chart(spec, this.keep)]))
      for (const spec of specs) Object.assign(this.charts.get(spec.key), { spec, look }).write()
      this.root.replaceChildren(...[...this.charts.values()].map(chart => chart.figure))
      for (const chart of this.charts.values()) this.watch.observe(chart.box) // one that is enlarged hides the others
      this.measure()
    }
    for (const spec of specs) this.charts.get(spec.key).show(spec, emit, look, address)
    for (const chart of this.charts.values()) chart.write()
    this.root.dataset.painted = String(Number(this.root.dataset.painted || 0) + 1)
  }

  destroy() { this.watch.disconnect() }
}
