// A rule line by line, with the numbers of a step: built once for each rule, then only numbers change.
import { el } from "./element.js"
import { fine, plain, symbol } from "./symbols.js"
import { say } from "./texts.js"

export class Terms {
  constructor(scope) {
    this.places = [] // of numbers inside formulas
    this.ends = [] // of what comes out
    const columns = el("colgroup", {}, el("col", { class: "axis" }), el("col"), el("col", { class: "value" }))
    const body = el("tbody", {}, ...scope.lines.flatMap(line => this.line(line)))
    const label = say("line_by_line", { rule: scope.label })
    this.node = el("table", { class: "sums", "aria-label": label }, columns, body)
  }

  line(line) {
    const head = el("td", { class: "formula", colspan: 3 })
    head.append(symbol(line.symbol), ...(line.given ? [] : [" ← "]))
    if (!line.given) line.formula.slice(0, 1).forEach(pieces => this.write(head, pieces))
    if (line.formula.length > 1) { head.append(" , "); this.write(head, line.formula[1]) }
    head.append(el("small", { text: line.about }))
    const rows = line.numbers.map((pieces, column) => {
      const numbers = el("td", { class: "numbers" })
      if (pieces.length > 1) { this.write(numbers, pieces); numbers.append(" =") }
      const value = document.createTextNode("")
      this.ends.push({ node: value, slot: line.slot, column })
      const axis = el("td", { class: "axis", text: line.columns > 1 ? "xy"[column] : "" })
      return el("tr", {}, axis, numbers, el("td", { class: "value" }, value))
    })
    return [el("tr", {}, head), ...rows]
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

  paint(looked) {
    const { isLast } = looked
    for (const { node, slot, column, number, guard } of this.places) {
      const isSetting = slot === undefined
      const value = isSetting ? number : looked.at(slot, column)
      const text = isSetting ? plain(value) : isLast ? "–" : fine(value)
      node.data = guard && value < 0 && !isLast ? `(${text})` : text
    }
    for (const { node, slot, column } of this.ends) node.data = isLast ? "–" : fine(looked.at(slot, column))
  }
}
