// A study: the panel beside charts and a few sentences about what they show.
import { Charts } from "./charts.js"
import { PendingEdits, runsWhole, speak } from "./pending_edits.js"
import { direct } from "./fast_path.js"
import { Panel } from "./panel.js"
import { note, whole } from "./same.js"
import { furnish } from "./texts.js"
import { tell } from "./told.js"

const EVERY = 200 // ms from one question for more to the next, at least
const LOST = 10_000 // ms after which it is asked once more

const studies = new WeakMap()

// Work that goes on is asked for its next picture when this one is there and nothing else is on its way: this
// question would take its place (see PendingEdits), and a page that is asked for a part while it runs as a
// whole may forget to send that part.
const goOn = (study, more, send) => {
  clearTimeout(study.timer)
  if (!more) return
  const ask = () => {
    const isBusy = study.hand.waiting || runsWhole.yet
    study.timer = setTimeout(ask, isBusy ? EVERY : LOST)
    if (isBusy) return
    study.asked = performance.now()
    send("more", more)
  }
  study.timer = setTimeout(ask, Math.max(0, (study.asked ?? 0) + EVERY - performance.now()))
}

// A sentence may be a link to another page: a click sends its command, and needs no page load; any other kind
// of click follows the address.
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
  const send = speak(setTriggerValue)
  const find = selector => root.querySelector(selector)
  if (!studies.has(root)) {
    furnish(root)
    const hand = new PendingEdits(root)
    const panel = new Panel(find("[data-panel]"), hand)
    hand.has = () => ({ picture: studies.get(root)?.tag ?? "", ground: "" })
    studies.set(root, { hand, panel, charts: new Charts(find(".charts")) })
  }
  const study = studies.get(root)
  const { hand, panel, charts } = study
  const show = told => {
    if (studies.get(root) !== study) return
    const data = whole(root, told)
    study.tag = data?.tag ?? ""
    hand.hear(told.panel, direct(told.now, send, read, hand))
    if (!data) return hand.edit({}, false)
    note(root, data)
    // what a hand does on a chart is over at once, unless it says that it is not
    const act = (changes, commit = true, rest) => hand.edit(changes, commit, rest)
    charts.show(data.charts, act, data.panel.address)
    say(find(".says"), data.says, command => hand.command(command))
    tell(data.told)
    find(".says").style.setProperty("--room", data.room)
    const bar = find("progress")
    bar.hidden = !data.progress
    if (data.progress) Object.assign(bar, { value: data.progress.done, max: data.progress.total })
    panel.update(data.panel.groups)
    goOn(study, data.more, send)
  }
  const read = bytes => show(JSON.parse(new TextDecoder().decode(bytes)))
  show(data)
  return () => {
    clearTimeout(study.timer)
    hand.destroy()
    panel.destroy()
    charts.destroy()
    studies.delete(root)
  }
}
