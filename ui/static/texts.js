// What the browser's side says, in the visitor's language. The server writes the texts of ui/texts.py, by
// name, in the place of the word below.
const TEXTS = "TEXTS"

// A text with its places in braces filled.
export const say = (name, places = {}) => TEXTS[name].replace(/\{(\w+)\}/g, (_, place) => places[place])

// The texts of a template that name theirs: data-say is what an element says, data-say-title its tooltip,
// data-say-label its name for screen readers.
export const furnish = root => {
  const of = (attribute, write) => {
    const nodes = [root, ...root.querySelectorAll(`[${attribute}]`)]
    for (const node of nodes) if (node.hasAttribute(attribute)) write(node, say(node.getAttribute(attribute)))
  }
  of("data-say", (node, text) => (node.textContent = text))
  of("data-say-title", (node, text) => (node.title = text))
  of("data-say-label", (node, text) => node.setAttribute("aria-label", text))
}
