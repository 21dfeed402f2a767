// A picture of the home page is a link to the page that it shows.
import { runsWhole } from "./pending_edits.js"

// onOpen(): a plain click; any other is the browser's.
export const link = (stage, { href, label }, onOpen) => {
  for (const name of ["tabindex", "role", "aria-label"]) stage.removeAttribute(name)
  const link = document.createElement("a")
  Object.assign(link, { className: "opens", href, title: label, ariaLabel: label })
  link.onclick = event => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return
    event.preventDefault()
    runsWhole.begin()
    setTimeout(onOpen)
  }
  stage.append(link)
}
