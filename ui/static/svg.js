// A pen that writes an SVG drawing: the part of a canvas' pen that our drawing code uses, with text as text.
const SPACE = "http://www.w3.org/2000/svg"
const STATE = {
  fillStyle: "#000", strokeStyle: "#000", globalAlpha: 1, lineWidth: 1, lineJoin: "miter", lineCap: "butt",
  font: "10px sans-serif", textAlign: "left", textBaseline: "alphabetic", imageSmoothingEnabled: true,
}
const ANCHORS = { left: "start", start: "start", center: "middle", right: "end", end: "end" }
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g // in XML
const FONT = /^(?:(\S+)\s+)?([\d.]+)px\s+(.+)$/

const short = value => String(Number(value.toFixed(3)))
const isPlace = numbers => numbers.every(Number.isFinite) // a canvas draws nothing at others
const node = (tag, attributes) => {
  const made = document.createElementNS(SPACE, tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null) made.setAttribute(name, typeof value === "number" ? short(value) : value)
  }
  return made
}

let made = 0 // drawings may stand in one document: what they refer to has a name of its own

export class SvgPen {
  constructor(width, height) {
    this.ruler = document.createElement("canvas").getContext("2d") // measures, and reads colours
    const box = { xmlns: SPACE, width, height, viewBox: `0 0 ${short(width)} ${short(height)}` }
    this.root = this.group = node("svg", box)
    this.matrix = [1, 0, 0, 1, 0, 0]
    this.stack = []
    this.dash = []
    this.steps = []
    Object.assign(this, STATE)
  }

  style(rules) { // for all of the drawing
    if (rules) this.root.prepend(Object.assign(node("style", {}), { textContent: rules }))
  }

  text() { return new XMLSerializer().serializeToString(this.root) }

  // --- what is saved and restored -----------------------------------------------------------------
  save() {
    const kept = Object.fromEntries(Object.keys(STATE).map(name => [name, this[name]]))
    this.stack.push({ ...kept, group: this.group, matrix: this.matrix, dash: this.dash })
  }

  restore() { Object.assign(this, this.stack.pop()) }

  setLineDash(dash) { this.dash = [...dash] }

  turn(e, f, g, h, x, y) {
    const [a, b, c, d] = this.matrix
    const first = [a * e + c * f, b * e + d * f]
    const second = [a * g + c * h, b * g + d * h]
    this.matrix = [...first, ...second, ...this.at(x, y)]
  }

  translate(x, y) { this.turn(1, 0, 0, 1, x, y) }

  scale(x, y) { this.turn(x, 0, 0, y, 0, 0) }

  rotate(angle) { this.turn(Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), 0, 0) }

  get size() { return Math.sqrt(Math.abs(this.matrix[0] * this.matrix[3] - this.matrix[1] * this.matrix[2])) }

  at(x, y) {
    const [a, b, c, d, u, v] = this.matrix
    return [a * x + c * y + u, b * x + d * y + v]
  }

  // --- paths, kept in the drawing's own units ------------------------------------------------------
  beginPath() { this.steps = [] }

  step(letter, ...points) {
    if (!points.every(isPlace)) return
    this.steps.push(letter + points.map(([x, y]) => `${short(x)} ${short(y)}`).join(" "))
  }

  moveTo(x, y) { if (isPlace([x, y])) this.step("M", this.at(x, y)) }

  lineTo(x, y) { if (isPlace([x, y])) this.step(this.steps.length ? "L" : "M", this.at(x, y)) }

  closePath() { if (this.steps.length) this.steps.push("Z") }

  rect(x, y, w, h) {
    if (!isPlace([x, y, w, h])) return
    this.step("M", this.at(x, y))
    this.step("L", this.at(x + w, y), this.at(x + w, y + h), this.at(x, y + h))
    this.closePath()
  }

  arc(x, y, radius, from, to) { // clockwise, in quarters or less: an arc of SVG ends where it does not begin
    if (!isPlace([x, y, radius, from, to])) return
    const way = Math.min(2 * Math.PI, to - from)
    const pieces = Math.max(1, Math.ceil(way / (Math.PI / 2)))
    const point = part => {
      const angle = from + way * part
      return this.at(x + radius * Math.cos(angle), y + radius * Math.sin(angle))
    }
    const [r] = [short(radius * this.size)]
    this.step(this.steps.length ? "L" : "M", point(0))
    for (let i = 1; i <= pieces; i++) this.step(`A${r} ${r} 0 0 1 `, point(i / pieces))
  }

  clip() {
    const id = `clip-${++made}`
    const clip = node("clipPath", { id })
    clip.append(node("path", { d: this.steps.join("") }))
    const inside = node("g", { "clip-path": `url(#${id})` })
    this.group.append(clip, inside)
    this.group = inside
  }

  // --- ink -------------------------------------------------------------------------------------------
  colour(text) {
    this.ruler.fillStyle = text
    return this.ruler.fillStyle
  }

  get filled() { return { fill: this.colour(this.fillStyle), "fill-opacity": this.faint } }

  get faint() { return this.globalAlpha < 1 ? this.globalAlpha : null }

  get stroked() {
    const dash = this.dash.length ? this.dash.map(length => short(length * this.size)).join(" ") : null
    return {
      fill: "none", stroke: this.colour(this.strokeStyle), "stroke-opacity": this.faint,
      "stroke-width": this.lineWidth * this.size, "stroke-dasharray": dash,
      "stroke-linejoin": this.lineJoin, "stroke-linecap": this.lineCap, "stroke-miterlimit": 10,
    }
  }

  put(tag, attributes) {
    const made = node(tag, attributes)
    this.group.append(made)
    return made
  }

  stroke() { if (this.steps.length) this.put("path", { d: this.steps.join(""), ...this.stroked }) }

  fill() { if (this.steps.length) this.put("path", { d: this.steps.join(""), ...this.filled }) }

  alone(draw) { // leaves the path that is being made as it is
    const steps = this.steps
    this.steps = []
    draw()
    this.steps = steps
  }

  fillRect(...box) { this.alone(() => { this.rect(...box); this.fill() }) }

  strokeRect(...box) { this.alone(() => { this.rect(...box); this.stroke() }) }

  // --- text and pictures -----------------------------------------------------------------------------
  measureText(text) {
    Object.assign(this.ruler, { font: this.font, textBaseline: this.textBaseline })
    return this.ruler.measureText(text)
  }

  write(text, x, y, most, ink) {
    if (!isPlace([x, y]) || text === "") return
    const said = String(text).toWellFormed().replace(FORBIDDEN, "")
    const { width, fontBoundingBoxAscent: above } = this.measureText(said)
    this.ruler.textBaseline = "alphabetic"
    const foot = y + this.ruler.measureText(said).fontBoundingBoxAscent - above // where the letters stand
    const [, weight = null, size, family] = this.font.match(FONT)
    const tight = most !== undefined && width > most
    const matrix = this.matrix.map(short).join(" ")
    this.put("text", {
      x, y: foot, "font-family": family, "font-size": `${size}px`, "font-weight": weight,
      "text-anchor": ANCHORS[this.textAlign], "xml:space": "preserve",
      textLength: tight ? most : null, lengthAdjust: tight ? "spacingAndGlyphs" : null,
      transform: matrix === "1 0 0 1 0 0" ? null : `matrix(${matrix})`, ...ink,
    }).textContent = said
  }

  fillText(text, x, y, most) { this.write(text, x, y, most, this.filled) }

  strokeText(text, x, y, most) {
    const ink = { ...this.stroked, "stroke-width": this.lineWidth, "stroke-dasharray": null }
    this.write(text, x, y, most, ink)
  }

  drawImage(picture, x, y, w, h) { // of a canvas
    if (!isPlace([x, y, w, h])) return
    this.put("image", {
      x, y, width: w, height: h, href: picture.toDataURL("image/png"), preserveAspectRatio: "none",
      opacity: this.faint, transform: `matrix(${this.matrix.map(short).join(" ")})`,
      style: this.imageSmoothingEnabled ? null : "image-rendering: pixelated",
    })
  }
}
