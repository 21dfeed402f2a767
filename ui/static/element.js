// Elements. attributes: by name, a listener for each name that begins with "on", and "text" for what the
// element says; one without a value is left out, and so is a child that is none.
export const el = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue
    if (name === "text") node.textContent = value
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value)
    else node.setAttribute(name, value === true ? "" : value)
  }
  node.append(...children.filter(Boolean))
  return node
}

// Where a row says why it does not take what was typed; the field is described by its id.
export const refusal = key => el("p", { class: "refusal", role: "alert", id: `p-${key}-why`, hidden: true })

// Whether what stands in a field is marked as refused.
export const markRefused = (input, isRefused) => {
  isRefused ? input.setAttribute("aria-invalid", "true") : input.removeAttribute("aria-invalid")
}
