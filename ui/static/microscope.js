// The microscope: one step of one rule in numbers, the ground's curvature there, and both as arrows on the
// map.
import { legend } from "./arrow_legend.js"
import { arrows } from "./arrows.js"
import { el } from "./element.js"
import { GroundTable } from "./ground_table.js"
import { Looked } from "./looked.js"
import { Terms } from "./terms.js"
import { say } from "./texts.js"

export class Microscope {
  // onLook(rule): another one is to be looked at; onStep(by): another step
  constructor(root, { onLook, onStep }) {
    this.root = root
    const choose = () => onLook(this.select.value)
    this.select = el("select", { "aria-label": say("rule"), "data-do": "rule", onchange: choose })
    this.where = el("span", { class: "where" })
    this.says = el("p", { class: "says" })
    this.body = el("div")
    const button = (name, text, by) => {
      const label = say(name)
      const more = { type: "button", title: label, "aria-label": label, onclick: () => onStep(by) }
      return el("button", { ...more, "data-do": name, text })
    }
    const [back, on] = [button("previous", "◀", -1), button("next", "▶", 1)]
    const lens = el("div", { class: "lens" }, this.select, back, this.where, on)
    root.replaceChildren(lens, this.says, this.body)
  }

  destroy() { this.root.replaceChildren() }

  get run() { return this.looked?.run }

  show(scene) {
    this.scene = scene
    this.fresh = true
    const { scope, runs, steps, looks, look } = scene
    const run = scope && runs.find(run => run.label === scope.label && !run.dashed)
    const step = this.looked?.step
    this.looked = Object.assign(new Looked(scope, run, steps), { step })
    const options = JSON.stringify(looks)
    if (options !== this.options) {
      this.options = options
      this.select.replaceChildren(...looks.map(([value, label]) => new Option(label, value)))
    }
    if (look) this.select.value = look // blank if it does not race
    this.select.disabled = !looks.length
    const shape = scope ? JSON.stringify([scope.label, scope.lines, scope.arrows]) : ""
    if (shape !== this.shape) this.build(scope, run)
    this.shape = shape
  }

  build(scope, run) {
    this.tables = scope ? [new Terms(scope), new GroundTable()] : []
    const fold = isOpen => (this.folded = !isOpen)
    const drawn = scope ? [legend(scope, run, this.folded !== true, fold)] : []
    this.body.replaceChildren(...drawn, ...this.tables.map(({ node }) => node))
  }

  paint(step) {
    if (!this.scene || (step === this.looked.step && !this.fresh)) return
    this.fresh = false
    this.looked.step = step
    const { isLast } = this.looked
    this.where.textContent = isLast ? say("last_step", { step }) : say("this_step", { step, next: step + 1 })
    this.says.textContent = this.sentence(step, this.scene)
    for (const table of this.tables) table.paint(this.looked)
  }

  sentence(step, { looks, look, scope, runs }) {
    const { looked } = this
    if (!looks.length) return say("nobody")
    if (look && !scope) return say("not_racing")
    if (!scope) return say("moment")
    if (!looked.isAt(step)) return say("not_finite")
    if (looked.isLast) return say("race_ends")
    if (!looked.isAt(step + 1)) return say("leaves")
    return say(runs.length > 1 ? "terms_of_several" : "terms")
  }

  // On the map. Answers with the letters of the arrows that are drawn.
  draw(view, pen, look, labels) { return this.looked ? arrows(pen, look, view, labels, this.looked) : [] }
}
