// The side of a player: tabs of curves and the microscope's, which is open exactly while a rule is looked at.
import { Curves } from "./curves.js"
import { Microscope } from "./microscope.js"
import { tabs } from "./roving.js"
import { say } from "./texts.js"

const LOOK = "look" // the microscope's tab
const ONE_STEP = { key: LOOK, label: say("microscope"), about: say("microscope_about") }

const buttonOf = ({ key, label, about }, onOpen) => {
  const button = document.createElement("button")
  Object.assign(button, { type: "button", textContent: label, title: about, onclick: () => onOpen(key) })
  button.dataset.tab = key
  return button
}

export class Side {
  constructor(player) {
    Object.assign(this, { player, tab: "gap", curve: "gap" }) // the tab that is open, the last one of curves
  }

  destroy() {
    this.curves?.destroy()
    this.scope?.destroy()
  }

  get isLooking() { return this.tab === LOOK }
  get looked() { return this.isLooking ? this.scope?.run?.key : "" } // the racer under the open microscope

  addMicroscope() {
    const { find, clock, map } = this.player
    this.scope = new Microscope(find(".scope"), {
      onLook: look => this.player.edit({ microscope: look }),
      onStep: way => clock.by(way),
    })
    map.extra = (pen, look, view, labels) => {
      if (this.isLooking) map.stage.dataset.arrows = this.scope.draw(view, pen, look, labels).join(" ")
    }
  }

  addCurves({ tabs: curves, looks }) {
    const { find, clock, abort } = this.player
    this.curves = new Curves(find(".curves"), t => clock.seek(t))
    this.curves.lit = () => this.player.lit
    const list = find(".tabs.which")
    const all = looks ? [...curves, ONE_STEP] : curves
    list.replaceChildren(...all.map(tab => buttonOf(tab, key => this.open(key))))
    const panelOf = ({ dataset }) => find(dataset.tab === LOOK ? ".scope" : ".curves")
    this.mark = tabs(list, panelOf, abort.signal)
  }

  // Another message. atEnd: whether the one before it, stale, was seen at its last step.
  hear(scene, stale, atEnd) {
    if (!this.scope) return
    const { clock, asked } = this.player
    if (scene.look) this.last = scene.look
    this.scope.show(scene)
    const begins = stale && scene.scope && !stale.scope
    if (begins && !clock.playing && atEnd) { // where no step follows, the last is looked at
      clock.set(Math.min(scene.steps, this.scope.run?.last ?? 0) - 1)
    }
    const isOther = scene.look !== (stale?.look ?? "")
    if (!asked.microscope && isOther) this.choose(scene.look ? LOOK : this.curve)
  }

  open(tab) { // by a hand
    const was = this.isLooking
    this.choose(tab)
    this.player.looking.touch()
    const { looks, look } = this.player.scene
    if (this.isLooking && !was && !look && looks.length) {
      this.player.edit({ microscope: looks.some(([key]) => key === this.last) ? this.last : looks[0][0] })
    }
    if (was && !this.isLooking) this.player.edit({ microscope: "off" })
  }

  turn(curve) { // by a link: to curves, which are behind the microscope while that is open
    if (!this.player.scene.tabs?.some(({ key }) => key === curve)) return
    if (this.isLooking) this.curve = curve
    else this.choose(curve)
  }

  choose(tab) {
    const { root, find } = this.player
    this.tab = tab
    if (!this.isLooking) this.curve = tab
    root.dataset.tab = tab
    this.mark(find(`[data-tab="${tab}"]`))
    this.show()
    this.player.paint()
  }

  show() { this.curves?.show(this.player.scene, this.curve) }

  widen() { if (this.curves) this.curves.range = {} } // forgets which decades its curves took

  paint(at, step) {
    if (this.isLooking) this.scope?.paint(step)
    this.curves?.paint(at)
  }
}
