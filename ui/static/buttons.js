// Commands, which the server answers; or buttons that set something and bring the picture home.
import { el } from "./element.js"

export const buttons = (panel, item) => {
  const press = (button, key) => {
    if (item.commands) {
      button.setAttribute("aria-busy", "true") // until the server has answered
      return panel.hand.command(key)
    }
    panel.hand.forget()
    panel.root.dispatchEvent(new CustomEvent("home", { bubbles: true }))
    panel.edit({ [key]: "1" }, true)
  }
  const node = el("div", { class: "row buttons" }, ...item.options.map(([key, text, about]) => {
    const onclick = e => press(e.currentTarget, key)
    return el("button", { type: "button", text, title: about, "data-command": key, onclick })
  }))
  const refresh = ({ values }) => { // values, if given: the commands that can be given now
    for (const button of node.children) {
      button.removeAttribute("aria-busy")
      button.disabled = Boolean(values && !values.includes(button.dataset.command))
    }
  }
  return { node, refresh }
}
