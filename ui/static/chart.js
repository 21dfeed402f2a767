// A chart on the page: its title, its canvas, and what is read under a hand.
import { CellsHand } from "./cells_hand.js"
import { heightsFor } from "./cells_layout.js"
import { CodesHand } from "./codes_hand.js"
import { fit } from "./draw.js"
import { draw, markOf } from "./drawing.js"
import { enlarge } from "./enlarge.js"
import { Moving } from "./moving.js"
import { drawLegend, legend, legendHeight, Pixels } from "./pixels.js"
import { PlaneHand } from "./plane_hand.js"
import { picked, reading } from "./reading.js"
import { offer, pageName } from "./save.js"
import { wheel } from "./wheel.js"

export class Chart {
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
    this.withdraw = offer(this.figure, () => this.picture())
  }

  get at() { return this.plot?.at }

  get mapped() { return markOf(this.spec, "pixels") }

  // Drawn before anything is written: a text that changes makes the browser lay the page out again as soon as
  // a size is asked for.
  show(spec, emit, look, address) {
    this.emit = emit
    const shown = JSON.stringify([spec, look, address])
    if (shown === this.shown) return
    Object.assign(this, { spec, look, shown })
    if (this.codes) this.codes.answered()
    this.paint()
  }

  write() {
    const { title, about, wide, double, tall, pick, map, net, cells, codes, sets, marks } = this.spec
    if (map) this.legend(map)
    if (cells) this.furnish(cells)
    if (sets) this.plane ??= new PlaneHand(this)
    if (codes) {
      this.codes ??= new CodesHand(this)
      this.figure.dataset.codes = "" // see study.css
    }
    const said = `${title}. ${about || ""}`
    if (said === this.said) return
    this.said = said
    this.head.textContent = title
    this.head.title = about || ""
    about ? (this.head.tabIndex = 0) : this.head.removeAttribute("tabindex") // see explain.js
    this.canvas.setAttribute("aria-label", said)
    this.figure.classList.toggle("wide", Boolean(wide))
    this.figure.classList.toggle("double", Boolean(double))
    this.figure.classList.toggle("tall", Boolean(tall))
    if (!cells) this.box.style.minHeight = net ? `${38 * net.nets.length + 22}px` : ""
    this.box.classList.toggle("pick", Boolean(pick))
    if (marks.some(mark => mark.sets)) this.moving ??= new Moving(this)
  }

  // A map of basins says its colours below it, in the page's own text.
  legend(size) {
    this.figure.dataset.map = size
    if (!this.list) {
      this.figure.append((this.list = document.createElement("ul")))
      enlarge(this.figure, this.head, this.spec.key)
      wheel(this)
    }
    legend(this.list, this.mapped, this.look.name)
  }

  // Grids of numbers have a hand of their own, and as much room as they need on this width.
  furnish(cells) {
    this.hand ??= new CellsHand(this)
    this.hand.answered()
    this.figure.dataset.cells = ""
    const wide = this.size?.[0] || this.box.clientWidth
    if (!wide) return
    const { least, most } = heightsFor(this.canvas.getContext("2d"), this.look, wide, cells)
    Object.assign(this.box.style, { minHeight: `${least}px`, maxHeight: most ? `${most}px` : "" })
  }

  paint() {
    const [width, height] = this.size || [0, 0]
    if (!width || !this.spec) return
    const map = this.mapped // until it is unpacked, what was drawn stands
    if (map && !(this.map ??= new Pixels()).ready(map, () => this.paint())) return
    const pen = fit(this.canvas, width, height)
    pen.save()
    this.plot = draw(pen, this.look, width, height, this.spec, this)
    if (this.plane) this.plane.mark(pen, this.plot)
    pen.restore()
    this.painted = true
  }

  // See save.js. A map of starts keeps the shape of its frame, and has its legend below.
  picture() {
    const { spec, mapped, map, at, painted, keep, under } = this
    if (!painted) return null
    const [width, box] = this.size
    const kept = { keep, map, under, words: { ...this.words } }
    const ruler = this.canvas.getContext("2d")
    const height = box + (mapped ? legendHeight(ruler, this.look, mapped, width) : 0)
    const paint = (pen, look, width, height) => {
      if (!mapped) return draw(pen, look, width, height, spec, kept)
      const foot = legendHeight(pen, look, mapped, width)
      const wide = Math.min(width, ((height - foot) * this.size[0]) / box)
      drawLegend(pen, look, mapped, width, height - foot)
      pen.translate((width - wide) / 2, 0)
      return draw(pen, look, wide, height - foot, spec, kept)
    }
    const needs = spec.cells && (wide => heightsFor(ruler, this.look, wide, spec.cells).least)
    const numbers = async () => (await import("./numbers.js")).numbersOf(spec, at, map)
    const name = `${pageName()}-${spec.key}`
    return { name, title: spec.title, width, height, draw: paint, needs, numbers }
  }

  place(e) {
    const box = this.canvas.getBoundingClientRect()
    return [e.clientX - box.left, e.clientY - box.top]
  }

  read(e) {
    if (!this.plot || this.moving?.press?.moved || this.plane || this.codes) return
    const map = this.mapped
    const isThere = map && this.map?.ready(map, () => {})
    this.tip.textContent = reading(this.plot, ...this.place(e), isThere && this.map)
  }

  pick(e) {
    const changes = this.plot && picked(this.plot, ...this.place(e))
    if (changes) this.emit(changes)
  }
}
