// The ground under a step in numbers: curvatures and Newton's step.
import { el } from "./element.js"
import { fine } from "./symbols.js"
import { say } from "./texts.js"

const FACTS = ["curvatures", "direction", "condition", "newton", "newton_end"]

const pair = ([x, y]) => `(${fine(x)}, ${fine(y)})`

export class GroundTable {
  constructor() {
    this.facts = FACTS.map(() => el("td", { class: "value" }))
    this.kind = el("p", { class: "kind" })
    const rows = FACTS.map((name, i) =>
      el("tr", {}, el("td", { text: say(name), title: say(`${name}_about`) }), this.facts[i]))
    const table = el("table", { class: "ground", "aria-label": say("ground") }, el("tbody", {}, ...rows))
    this.node = el("section", {}, el("h4", { text: say("ground") }), table, this.kind)
  }

  paint(looked) {
    const { run, step, scope } = looked
    const [newton, gradient] = [looked.pair("newton"), looked.pair("gradient")]
    const condition = looked.of("condition")
    const none = newton.every(Number.isFinite) ? "" : say("none")
    const slope = gradient[0] * newton[0] + gradient[1] * newton[1]
    const way = slope > 0 ? "uphill" : slope < 0 ? "downhill" : "level"
    const texts = [
      looked.pair("curvatures").map(fine).join(", "),
      pair(looked.pair("axis")),
      Number.isNaN(condition) ? say("not_defined") : fine(condition),
      none || say(way, { x: fine(newton[0]), y: fine(newton[1]) }),
      none || pair([run.x[step] + newton[0], run.y[step] + newton[1]]),
    ]
    texts.forEach((text, i) => (this.facts[i].textContent = text))
    this.kind.textContent = scope.words[looked.of("kind")]
  }
}
