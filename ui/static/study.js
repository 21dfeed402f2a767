// A study: the panel beside charts and a few sentences about what they show.
import { Charts } from "./charts.js"
import { Panel } from "./panel.js"

const studies = new WeakMap()

const say = (says, sentences) => {
  const said = JSON.stringify(sentences)
  if (said === says.dataset.said) return
  says.dataset.said = said
  says.replaceChildren(...sentences.map(({ text, tone }) => {
    const line = document.createElement("p")
    line.textContent = text
    if (tone) line.className = tone
    return line
  }))
}

export default function mount({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("[data-study]")
  if (!root) return
  const find = selector => root.querySelector(selector)
  if (!studies.has(root)) studies.set(root, { panel: new Panel(find("[data-panel]")), charts: new Charts(find(".charts")) })
  const { panel, charts } = studies.get(root)
  charts.show(data.charts, changes => panel.edit(changes, true), data.panel.address)
  say(find(".says"), data.says)
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
