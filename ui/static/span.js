// Two numbers, from and to, each a field of its own; why one is refused stands below both.
import { el, markRefused, refusal } from "./element.js"
import { say } from "./texts.js"
import { show, typed } from "./typed.js"

export const span = (panel, item) => {
  let now = item
  const error = refusal(item.key)
  const [shown, mine] = [[], []] // of each field: what was written into it, and what it sent last
  const write = (i, value) => { inputs[i].value = shown[i] = show(value) }
  const take = (i, key) => {
    const { value, why } = typed(inputs[i].value, now.sides[i])
    error.hidden = !why
    if (why) error.textContent = why
    markRefused(inputs[i], Boolean(why))
    if (why) return
    shown[i] = inputs[i].value
    mine[i] = String(value)
    if (value !== now.sides[i].value) panel.edit({ [key]: mine[i] }, true)
  }
  const giveUp = i => {
    error.hidden = true
    markRefused(inputs[i], false)
    write(i, now.sides[i].value)
  }
  const inputs = item.sides.map((side, i) => el("input", {
    type: "text", inputmode: "decimal", id: "p-" + side.key, "data-name": side.key, "aria-label": side.spoken,
    "aria-describedby": error.id, autocomplete: "off",
    onchange: () => take(i, side.key),
    onkeydown: e => { if (e.key === "Escape") giveUp(i) },
  }))
  const refresh = fresh => {
    now = fresh
    fresh.sides.forEach(({ key, value }, i) => {
      const isOnHand = panel.ahead(key, mine[i]) || panel.typing(inputs[i], shown[i])
      if (!isOnHand && !inputs[i].hasAttribute("aria-invalid")) write(i, Number(panel.at(key, value)))
    })
  }
  const label = el("span", { class: "label", text: item.label })
  const to = el("span", { text: say("to") })
  const attributes = { class: "row span", title: item.about, role: "group", "aria-label": item.label }
  return { node: el("div", attributes, label, inputs[0], to, inputs[1], error), refresh }
}
