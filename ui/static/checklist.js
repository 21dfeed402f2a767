// Some of many, each with what is its own: its rate beside it, and more in a fold below.
import { el } from "./element.js"
import { say } from "./texts.js"

export const checklist = (panel, item) => {
  const list = el("div", { class: "checklist", role: "group", "aria-label": item.label })
  const boxes = new Map()
  const chosen = () => [...boxes].filter(([, box]) => box.checked).map(([value]) => value).join(",") || "none"
  const onchange = () => panel.edit({ [item.key]: chosen() }, true)
  if (item.rows.some(row => row.lr)) {
    const heads = [el("span", { text: say("rates") }), el("span", { class: "symbol", text: "η" })]
    list.append(el("div", { class: "heads", "aria-hidden": "true" }, ...heads))
  }
  for (const row of item.rows) {
    const id = `p-${item.key}-${row.value}`
    const box = el("input", { type: "checkbox", id, "data-name": item.key, value: row.value, onchange })
    boxes.set(row.value, box)
    const swatch = el("i", { class: "swatch", style: `background:${row.colour}`, "aria-hidden": "true" })
    const label = el("label", { for: id, title: row.about }, swatch, row.label)
    const who = el("span", { class: "who" }, box, label)
    list.append(el("div", { class: "racer" }, who, row.lr && panel.item({ ...row.lr, bare: true })))
    if (row.more.length) {
      const inner = row.more.map(more => panel.item(more))
      const summary = { text: row.summary, "aria-label": say("more_of", { row: row.label }) }
      list.append(el("details", { class: "more", "data-fold": row.value }, el("summary", summary), ...inner))
    }
  }
  const refresh = now => {
    // an answer to an earlier click must not undo a later one
    const values = panel.hand.live[item.key]?.split(",") ?? now.values
    for (const [value, box] of boxes) box.checked = values.includes(value)
    for (const row of now.rows) for (const inner of [row.lr, ...row.more]) if (inner) panel.refresh(inner)
  }
  return { node: list, refresh }
}
