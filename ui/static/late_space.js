// The view in three dimensions: what draws it is fetched when it is first opened.
import { say } from "./texts.js"

export class LateSpace {
  // camera: as a link has it (camera.js); onCamera(): a hand has chosen another
  constructor(box, lit, onCamera) { Object.assign(this, { box, lit, onCamera, open: false, camera: "" }) }

  destroy() {
    this.gone = true
    this.drawing?.destroy()
  }

  // Shows or hides it. now(): the scene and the step, asked for when it can be drawn.
  async turn(open, now) {
    this.open = open
    this.box.hidden = !open
    if (!open) return
    await this.fetched(now().scene.plotly)
    if (!this.drawing) return
    this.drawing.lit = this.lit
    if (this.open) await this.show(now())
  }

  async fetched(plotly) { // an empty box says so until its picture is there (player.css: after a moment)
    if (this.drawing) return
    this.box.dataset.coming = say("being_drawn")
    const turned = camera => { this.camera = camera; this.onCamera() }
    this.coming ??= import("./space.js").then(({ opened }) => opened(this.box, plotly, this.camera, turned))
    try {
      this.drawing = await this.coming
      this.drawing.camera = this.camera // a link may have come meanwhile
      delete this.box.dataset.coming
    } catch {
      this.box.dataset.coming = say("space_failed")
    }
    this.coming = null
    if (this.gone) this.drawing?.destroy() // the page was left meanwhile
  }

  aim(camera) {
    this.camera = camera
    this.drawing?.aim(camera)
  }

  show({ scene, step }) { if (this.open) return this.drawing?.show(scene, step) }

  move(step) { if (this.drawing?.drawn) this.drawing.move(step) }

  picture(step) { return this.drawing?.drawn ? this.drawing.picture(step) : null } // null: still to come
}
