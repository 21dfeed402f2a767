// The grid of charts of a study, drawn from what kit/charts.py declares.
import { Chart } from "./chart.js"
import { theme } from "./draw.js"

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
      if (size.includes(0)) continue // hidden for now, as on paper
      if (String(size) !== String(chart.size)) Object.assign(chart, { size, shown: null })
    }
  }

  // When a hand has let go, ranges fit anew; they grow only while it moves.
  show(specs, emit, address) {
    if (address !== this.address) for (const id of Object.keys(this.keep)) delete this.keep[id]
    this.address = address
    const look = theme(this.root)
    const keys = specs.map(spec => spec.key).join()
    if (keys !== this.keys) this.furnish(keys, specs, look)
    for (const spec of specs) this.charts.get(spec.key).show(spec, emit, look, address)
    for (const chart of this.charts.values()) chart.write()
    this.root.dataset.painted = String(Number(this.root.dataset.painted || 0) + 1)
  }

  furnish(keys, specs, look) {
    this.keys = keys
    this.root.dataset.count = specs.length // sets the grid's columns, which are measured below
    const chart = spec => this.charts.get(spec.key) || new Chart(spec, this.keep)
    const before = this.charts
    this.charts = new Map(specs.map(spec => [spec.key, chart(spec)]))
    for (const [key, chart] of before) if (!this.charts.has(key)) chart.withdraw()
    for (const spec of specs) Object.assign(this.charts.get(spec.key), { spec, look }).write()
    this.root.replaceChildren(...[...this.charts.values()].map(chart => chart.figure))
    // one that is enlarged hides the others
    for (const chart of this.charts.values()) this.watch.observe(chart.box)
    this.measure()
  }

  destroy() {
    this.watch.disconnect()
    for (const chart of this.charts.values()) chart.withdraw()
  }
}
