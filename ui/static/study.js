// A study: the panel beside charts and a few sentences about what they show.
import { Charts } from "./charts.js"
import { Panel } from "./panel.js"

const studies = new WeakMap()

export default function mount({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("[data-study]")
  if (!root) return
  const find = selector => root.querySelector(selector)
  if (!studies.has(root)) studies.set(root, { panel: new Panel(find("[data-panel]")), charts: new Charts(find(".charts")) })
  const { panel, charts } = studies.get(root)
  find(".charts").dataset.count = data.charts.length
  charts.show(data.charts, changes => panel.edit(changes, true), data.panel.address)
  const says = find(".says")
  says.replaceChildren(...data.says.map(({ text, tone }) => {
    const line = document.createElement("p")
    line.textContent = text
    if (tone) line.className = tone
    return line
  }))
  const bar = find("progress")
  bar.hidden = !data.progress
  if (data.progress) Object.assign(bar, { value: data.progress.done, max: data.progress.total })
  panel.update({ data: data.panel, setTriggerValue })
  return () => {
    panel.destroy()
    charts.destroy()
    studies.delete(root)
  }
}
