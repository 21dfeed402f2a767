// Which racer stands out, the others being faint: the one that a hand points at on the map, in the table or
// in the list of racers, or whose row or box has the focus.
const ROW = "tr[data-racer]"
const BOX = ".checklist .who"
const PALE = 0.25 // how strong the others are

// How strong a run is while one racer stands out. lit: the key of that one, "" for none.
export const strengthOf = (run, lit) => (lit && lit !== run.key ? PALE : 1)

const racer = node => {
  const row = node.closest?.(ROW)
  return row ? row.dataset.racer : (node.closest?.(BOX)?.querySelector("input[type=checkbox]")?.value ?? "")
}

export class Light {
  // root: holds table and list. onChange: another one stands out, or none.
  constructor(root, signal, onChange) {
    Object.assign(this, { root, onChange, pointed: "", focused: "" })
    const on = (name, use) => root.addEventListener(name, use, { signal })
    on("pointerover", ({ pointerType, target }) => {
      const isMap = target.closest("[data-map]") // which says it itself
      if (pointerType !== "touch" && !isMap) this.point(racer(target))
    })
    on("pointerleave", () => this.point(""))
    const focused = node => (node.matches(":focus-visible") ? racer(node) : "")
    on("focusin", ({ target }) => this.set({ focused: focused(target) }))
    on("focusout", () => this.set({ focused: "" }))
  }

  get key() { return this.pointed || this.focused }

  point(key) { this.set({ pointed: key }) }

  set(change) {
    const before = this.key
    Object.assign(this, change)
    if (this.key === before) return
    this.root.dataset.lit = this.key
    this.onChange()
  }
}
