// Panel and player as one component, and one hand on both: one message a move.
import { PendingEdits, speak } from "./pending_edits.js"
import { direct } from "./fast_path.js"
import { Panel } from "./panel.js"
import { Player } from "./player.js"
import { note, whole } from "./same.js"
import { unpack } from "./scene.js"
import { asUsual } from "./shown.js"

const labs = new WeakMap()

export default function mount({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("[data-lab]")
  if (!root) return
  const send = speak(setTriggerValue)
  if (!labs.has(root)) {
    const hand = new PendingEdits(root)
    const panel = new Panel(root.querySelector("[data-panel]"), hand)
    labs.set(root, { hand, panel, player: new Player(root.querySelector("[data-player]"), hand) })
    hand.has = () => ({ picture: labs.get(root)?.tag ?? "", ground: labs.get(root)?.ground ?? "" })
    root.addEventListener("home", () => { // the page is reset
      asUsual()
      labs.get(root)?.player.home()
    })
  }
  const lab = labs.get(root)
  const show = bytes => {
    if (labs.get(root) !== lab) return
    const told = unpack(bytes)
    const scene = whole(root, told)
    lab.tag = scene ? scene.tag : ""
    lab.ground = scene?.map?.id ?? ""
    const moved = lab.hand.hear(told.panel, direct(told.now, send, show, lab.hand))
    if (!scene) return lab.hand.edit({}, false)
    note(root, scene)
    lab.player.show(scene, moved) // the picture first
    lab.panel.update(scene.panel.groups)
  }
  show(data)
  return () => {
    lab.hand.destroy()
    lab.panel.destroy()
    lab.player.destroy()
    labs.delete(root)
  }
}
