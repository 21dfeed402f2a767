// The first stop of Tab on every page leads past menu and examples to the picture. Streamlit's own such link
// leads to the menu: menu.css hides it.
import { dress } from "./explain.js"
import { say } from "./texts.js"

const PICTURES =
  "[data-lab] :is([data-map], .space):not([hidden]), [data-study] .charts, [data-player] [data-map]"

export const mind = signal => {
  const link = document.createElement("a")
  Object.assign(link, { className: "skip", href: "#picture", textContent: say("skip") })
  link.dataset.do = "skip"
  link.onfocus = () => dress(link, document.querySelector("[data-menu]"))
  link.onclick = event => {
    event.preventDefault()
    const picture = [...document.querySelectorAll(PICTURES)].find(one => one.checkVisibility())
    if (!picture) return
    if (!picture.hasAttribute("tabindex")) picture.tabIndex = -1
    picture.focus()
    picture.scrollIntoView({ block: "nearest" })
  }
  document.body.prepend(link)
  signal.addEventListener("abort", () => link.remove())
}
