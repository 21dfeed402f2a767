// The quiet menu of a picture: a button in its corner. What it does is fetched when it is first pressed.
//
// A picture is { name, title, draw(pen, look, width, height), numbers(), width, height }: the name of its
// files, its title in words, its drawing at any size, rows of numbers with heads, and its size as it is seen.
import { say } from "./texts.js"

const pictures = new Map() // by box: all that can be saved and printed

// The pictures for paper whose boxes stand on the page: [[box, picture], …].
export const offered = () => [...pictures].filter(([box]) => box.isConnected)

// The beginning of the name of a page's files.
export const pageName = () => location.pathname.replace(/^\/+|\/+$/g, "") || "home"

// Puts the menu on a box, its button in the box's corner or at a place of its own. picture: called when it is
// needed, so that it is what is on the screen at that step; null while there is none. paper: the one that is
// printed. Answers with what takes the menu away.
export const offer = (box, picture, place = box, paper = picture) => {
  const button = document.createElement("button")
  Object.assign(button, { type: "button", className: "save", textContent: "⋯" })
  const said = { label: say("save"), haspopup: "menu", expanded: "false" }
  for (const [name, value] of Object.entries(said)) button.setAttribute(`aria-${name}`, value)
  button.dataset.do = "save"
  const open = async event => {
    event.preventDefault()
    event.stopPropagation()
    const { toggle } = await import("./save_menu.js")
    toggle(button, picture, event.key === "ArrowUp")
  }
  button.addEventListener("click", open)
  button.addEventListener("keydown", event => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") open(event)
  })
  for (const name of ["pointerdown", "pointermove", "dblclick"]) {
    button.addEventListener(name, event => event.stopPropagation()) // nothing of it is a hand on the picture
  }
  place.append(button)
  pictures.set(box, paper)
  return () => {
    button.remove()
    pictures.delete(box)
  }
}
