// The microscope's legend: its arrows as the map draws them, told apart without colour.
import { colourOf, STYLES } from "./arrow.js"
import { el } from "./element.js"
import { symbol } from "./symbols.js"
import { say } from "./texts.js"

// What each arrow means. isOpen, onToggle(isOpen): a visitor may fold it.
export const legend = (scope, run, isOpen, onToggle) => {
  const chip = (inside, letter, about) => {
    const node = el("span", { class: "chip" })
    node.innerHTML = `<svg width="38" height="12" viewBox="0 0 38 12" aria-hidden="true">${inside}</svg>`
    node.append(symbol(letter), " " + about)
    return node
  }
  const arrows = scope.arrows.map(arrow => {
    const { dash, head, width } = STYLES[arrow.style]
    const colour = colourOf(arrow, run, "currentColor")
    const tip = {
      open: `<path d="M29 2 36 6 29 10" fill="none" stroke="${colour}" stroke-width="1.6"/>`,
      full: `<path d="M28 2 37 6 28 10Z" fill="${colour}"/>`,
      hollow: `<path d="M28 2 36 6 28 10Z" fill="none" stroke="${colour}" stroke-width="1.5"/>`,
      diamond: `<path d="M27 6 32 2 37 6 32 10Z" fill="${colour}"/>`,
    }[head]
    const dashes = dash.join(" ")
    const line = `stroke="${colour}" stroke-width="${width}" stroke-dasharray="${dashes}"`
    return chip(`<path d="M1 6H28" ${line}/>${tip}`, arrow.letter, arrow.about)
  })
  const round = '<ellipse cx="19" cy="6" rx="17" ry="4.5" fill="none" stroke="currentColor"/>'
  const axes = '<path d="M2 6H36M19 1.5V10.5" stroke="currentColor" stroke-width=".8"/>'
  const ellipse = chip(round + axes, "H", say("curvature"))
  const [head, body] = [el("summary", { text: say("arrows") }), el("div", {}, ...arrows, ellipse)]
  const box = el("details", { class: "legend", open: isOpen }, head, body)
  box.ontoggle = () => onToggle(box.open)
  return box
}
