// One of several: a list, or segments side by side; and a tick, yes or no.
import { el } from "./element.js"

export const select = (panel, item) => {
  const id = "p-" + item.key
  const input = el(
    "select",
    { id, "data-name": item.key, onchange: e => panel.edit({ [item.key]: e.target.value }, true) },
    ...item.options.map(([value, text]) => el("option", { value, text })),
  )
  const label = el("label", { for: id, text: item.label })
  return {
    node: el("div", { class: "row choice", title: item.about }, label, input),
    refresh: now => { input.value = panel.at(item.key, now.value) },
  }
}

export const segment = (panel, item) => {
  const attributes = { class: "segments", role: "radiogroup", "aria-label": item.label, title: item.about }
  const group = el("div", attributes)
  for (const [value, text] of item.options) {
    const id = `p-${item.key}-${value}`
    const onchange = () => panel.edit({ [item.key]: value }, true)
    group.append(
      el("input", { type: "radio", id, name: item.key, "data-name": item.key, value, onchange }),
      el("label", { for: id, text }),
    )
  }
  const label = el("span", { class: "label", text: item.label })
  return {
    node: el("div", { class: "row choice", title: item.about }, label, group),
    refresh: now => {
      for (const radio of group.querySelectorAll("input")) {
        radio.checked = radio.value === panel.at(item.key, now.value)
      }
    },
  }
}

export const check = (panel, item) => {
  const id = "p-" + item.key
  const onchange = e => panel.edit({ [item.key]: e.target.checked ? "1" : "0" }, true)
  const input = el("input", { type: "checkbox", id, "data-name": item.key, onchange })
  const label = el("label", { for: id, text: item.label })
  return {
    node: el("div", { class: "row tick", title: item.about }, input, label),
    refresh: now => { input.checked = String(panel.at(item.key, now.value)) === "1" },
  }
}
