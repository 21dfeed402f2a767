// A study: the panel beside charts and a few sentences about what they show.
import { Charts } from "./charts.js"
import { direct } from "./now.js"
import { Panel } from "./panel.js"

const studies = new WeakMap()

// A sentence may be a link to another page: a click sends its command, and needs no page load; any other kind of click follows the address.
const linked = ({ text, href, command }, send) => {
  const link = Object.assign(document.createElement("a"), { textContent: text, href })
  link.onclick = event => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return
    event.preventDefault()
    send(command)
  }
  return link
}

const say = (says, sentences, send) => {
  const said = JSON.stringify(sentences)
  if (said === says.dataset.said) return
  says.dataset.said = said
  says.replaceChildren(...sentences.map(sentence => {
    const line = document.createElement("p")
    line.append(sentence.href ? linked(sentence, send) : sentence.text)
    if (sentence.tone) line.className = sentence.tone
    return line
  }))
}

export default function mount({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("[data-study]")
  if (!root) return
  const find = selector => root.querySelector(selector)
  if (!studies.has(root)) studies.set(root, { panel: new Panel(find("[data-panel]")), charts: new Charts(find(".charts")) })
  const { panel, charts } = studies.get(root)
  const show = data => {
    if (studies.get(root)?.panel !== panel) return
    charts.show(data.charts, changes => panel.edit(changes, true), data.panel.address)
    say(find(".says"), data.says, command => panel.command(command))
    find(".says").style.setProperty("--room", data.room)
    const bar = find("progress")
    bar.hidden = !data.progress
    if (data.progress) Object.assign(bar, { value: data.progress.done, max: data.progress.total })
    panel.update({ data: data.panel, setTriggerValue: direct(data.now, setTriggerValue, read, panel) })
  }
  const read = bytes => show(JSON.parse(new TextDecoder().decode(bytes)))
  show(data)
  return () => {
    panel.destroy()
    charts.destroy()
    studies.delete(root)
  }
}
