// One Tab stop for a row of controls: arrow keys, Home and End go from one to the next (a roving tabindex);
// and tabs, by the pattern of WAI-ARIA.
const STEPS = { ArrowRight: 1, ArrowLeft: -1 }
const DOWNWARDS = { ArrowDown: 1, ArrowUp: -1 }

// The control of a row where Tab stops: `chosen`, else the first in sight.
export const rest = (row, selector, chosen) => {
  const all = [...row.querySelectorAll(selector)]
  const stop = all.includes(chosen) ? chosen : (all.find(one => one.checkVisibility()) ?? all[0])
  for (const one of all) one.tabIndex = one === stop ? 0 : -1
}

// Keys for a row, whose controls may come and go. flat: only the arrows along it; onMove: what follows when
// one is reached.
export const roving = (row, selector, { signal, flat, onMove }) => {
  const steps = flat ? STEPS : { ...STEPS, ...DOWNWARDS }
  row.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    const all = [...row.querySelectorAll(selector)].filter(one => one.checkVisibility())
    const at = all.indexOf(event.target.closest(selector))
    const last = all.length - 1
    const turned = (at + steps[event.key] + all.length) % all.length
    const to = { Home: 0, End: last }[event.key] ?? (event.key in steps ? turned : -1)
    if (at < 0 || to < 0) return
    event.preventDefault()
    all[to].focus()
    onMove?.(all[to])
  }, { signal })
  row.addEventListener("focusin", event => rest(row, selector, event.target.closest(selector)), { signal })
}

let made = 0
const identified = (node, kind) => (node.id ||= `lab-${kind}-${++made}`)

// Makes tabs of the buttons of a list. panelOf: the panel of a tab; several tabs may share one, which bears
// the name of the chosen one. Answers with what marks a tab as chosen.
export const tabs = (list, panelOf, signal) => {
  list.setAttribute("role", "tablist")
  roving(list, "button", { signal, flat: true, onMove: tab => tab.click() })
  return chosen => {
    for (const tab of list.querySelectorAll("button")) {
      const panel = panelOf(tab)
      identified(tab, "tab")
      tab.setAttribute("role", "tab")
      tab.setAttribute("aria-controls", identified(panel, "panel"))
      tab.setAttribute("aria-selected", tab === chosen)
      if (tab !== chosen && panel.hasAttribute("aria-labelledby")) continue
      panel.setAttribute("role", "tabpanel")
      panel.setAttribute("aria-labelledby", tab.id)
      const said = panel.getAttribute("aria-label") // as a group
      if (said) panel.setAttribute("aria-description", said)
      panel.removeAttribute("aria-label")
    }
    rest(list, "button", chosen)
  }
}
