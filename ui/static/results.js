// The table of results: a row for each racer, with its name, its numbers at a step and what came of it.
import { digits } from "./draw.js"
import { rest, roving } from "./roving.js"
import { say } from "./texts.js"

const cell = (text, kind = "td", title) => {
  const node = document.createElement(kind)
  node.textContent = text
  if (title) Object.assign(node, { title, tabIndex: 0 }) // see explain.js
  return node
}

const swatch = ({ colour, dashed }) => {
  const node = document.createElement("i")
  node.className = dashed ? "swatch dashed" : "swatch"
  node.style.setProperty("--colour", colour)
  return node
}

// No minimum is known: there is no distance to one.
const isNowhere = ({ map }) => map && !map.points.some(([, , kind]) => kind === "global")

// What a row says that does not change with the step.
const told = ({ key, label, colour, dashed, rate, arrives, note }) =>
  [key, label, colour, dashed, rate, arrives, note]

export class Results {
  // onName(key): the name of a racer was pressed
  constructor(table, onName, signal) {
    this.caption = table.querySelector("caption")
    this.body = table.querySelector("tbody")
    this.onName = onName
    this.rows = [] // as the runs: key, name (a button, where there is one), gap and distance (cells)
    roving(this.body, "button", { signal })
  }

  show({ runs, says = [], map }, focus) { // built anew when what its rows say has changed
    this.caption.textContent = says.map(({ text }) => text).join(" ")
    const said = JSON.stringify(runs.map(told))
    if (said === this.said) return
    this.said = said
    const held = this.body.contains(document.activeElement) && document.activeElement.closest("tr")
    this.rows = []
    this.body.replaceChildren(...runs.map(run => this.row(run, Boolean(map))))
    this.press(focus)
    rest(this.body, "button")
    if (held) this.rows.find(({ key }) => key === held.dataset.racer)?.name?.focus()
  }

  row(run, isNamed) {
    const row = document.createElement("tr")
    row.dataset.racer = run.key
    const head = cell(run.label, "th")
    head.scope = "row"
    head.prepend(swatch(run))
    const name = isNamed && !run.dashed ? this.name(run.key, head) : null
    const [gap, distance] = [cell(""), cell("")]
    this.rows.push({ key: run.key, name, gap, distance })
    const note = cell(run.note, "td", run.about)
    if (run.lost) note.className = "lost"
    row.append(head, cell(run.rate), gap, distance, cell(run.arrives), note)
    return row
  }

  name(key, head) { // puts the racer in focus, and takes it out again
    const name = document.createElement("button")
    Object.assign(name, { type: "button", title: say("focus_about"), onclick: () => this.onName(key) })
    name.append(...head.childNodes)
    head.append(name)
    return name
  }

  press(focus) {
    for (const { key, name } of this.rows) name?.setAttribute("aria-pressed", key === focus)
  }

  light(racer) { // its row
    for (const row of this.body.rows) row.toggleAttribute("data-lit", row.dataset.racer === racer)
  }

  paint(scene, step) {
    const nowhere = isNowhere(scene)
    for (const [i, { gap, distance }] of this.rows.entries()) {
      const run = scene.runs[i]
      if (!run) break // another race, whose rows are still to come
      gap.textContent = digits(run.gap[step])
      distance.textContent = nowhere ? "–" : digits(run.distance[step])
    }
  }
}
