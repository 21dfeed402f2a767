// A formula: taken with Enter or when the field is left; a refused one stays as it was typed. Below it,
// examples.
import { el, markRefused, refusal } from "./element.js"
import { say } from "./texts.js"

export const text = (panel, item) => {
  const { key } = item
  const id = "p-" + key
  const { hand } = panel
  const error = refusal(key)
  let now = item
  let mine // what this row sent last
  const fit = () => {
    input.style.height = ""
    if (input.scrollHeight) input.style.height = input.scrollHeight + 2 + "px"
  }
  const put = value => {
    if (input.value !== value) input.value = value
    fit()
  }
  const send = raw => {
    const text = raw.replace(/[\r\n]+/g, " ")
    if (text === (hand.live[key] ?? hand.drafts.get(key)?.text ?? now.value)) return
    hand.drafts.delete(key)
    mine = text
    put(text)
    refresh(now)
    if (text !== now.value) panel.edit({ [key]: text }, true)
  }
  const refresh = fresh => {
    const draft = hand.drafts.get(key)
    const typing = panel.typing(input, now.value)
    now = fresh
    error.hidden = !draft
    error.textContent = draft ? draft.why : ""
    markRefused(input, Boolean(draft))
    if (draft) put(draft.text)
    else if (!panel.ahead(key, mine) && !typing) put(panel.at(key, fresh.value))
    requestAnimationFrame(fit)
  }
  const input = el("textarea", {
    id, "data-name": key, rows: 1, spellcheck: "false", autocomplete: "off", autocapitalize: "off",
    "aria-describedby": error.id, title: item.about,
    oninput: () => fit(),
    onchange: () => send(input.value),
    onkeydown: e => {
      if (e.key === "Escape") { hand.drafts.delete(key); refresh(now); put(now.value) }
      if (e.key !== "Enter" || e.isComposing) return
      e.preventDefault()
      send(input.value)
    },
  })
  const examples = el(
    "div",
    { class: "examples", role: "group", "aria-label": say("examples") },
    ...(item.examples || []).map(example => {
      const onclick = () => { input.value = example; send(example) }
      const title = say("take_example")
      return el("button", { type: "button", text: example, "data-example": example, title, onclick })
    }),
  )
  const label = el("label", { for: id, text: item.label })
  return { node: el("div", { class: "row text", title: item.about }, label, input, error, examples), refresh }
}
