// Every text that a page shows from its beginning on, also for a moment: text nodes, what is said of elements, and what canvases are told to write.
(() => {
  const SAID = ["title", "aria-label", "aria-description", "aria-valuetext", "placeholder", "alt", "data-coming", "data-title"] // data-title: Plotly's tooltips
  // Streamlit's own, icons by name, mathematics, code. Markdown is read as a whole: emphasis cuts a sentence into several texts.
  const OTHERS = "script, style, noscript, [translate=no], [data-testid=stHeader], [data-testid=stStatusWidget], [data-testid=stToolbar], [data-testid=stHeaderActionElements], "
    + "[data-testid=stFileUploaderDropzone], .katex, pre, code"
  const MARKDOWN = "[data-testid=stMarkdownContainer]"
  const seen = new Map()
  const put = (text, where) => { if (text && !seen.has(text)) seen.set(text, where) }
  const place = node => `${location.pathname} ${node.tagName}.${node.className}#${node.id}`
  const attribute = (node, name) => { if (node.hasAttribute?.(name) && !node.closest(OTHERS)) put(node.getAttribute(name), `${place(node)} ${name}`) }
  const text = node => {
    const parent = node.parentElement
    if (parent && !parent.closest(OTHERS) && !parent.closest(MARKDOWN)) put(node.data, place(parent))
  }
  const walk = root => {
    if (root.nodeType === Node.TEXT_NODE) return text(root)
    if (root.nodeType !== Node.ELEMENT_NODE) return
    for (const node of [root, ...root.querySelectorAll("*")]) {
      for (const name of SAID) attribute(node, name)
      for (const child of node.childNodes) if (child.nodeType === Node.TEXT_NODE) text(child)
    }
  }
  new MutationObserver(records => {
    for (const { type, target, addedNodes, attributeName } of records) {
      if (type === "attributes") attribute(target, attributeName)
      else if (type === "characterData") text(target)
      else addedNodes.forEach(walk)
    }
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: SAID })
  const pen = CanvasRenderingContext2D.prototype
  for (const name of ["fillText", "strokeText"]) {
    const write = pen[name]
    pen[name] = function (text, ...rest) { put(String(text), `${place(this.canvas)} canvas`); return write.call(this, text, ...rest) }
  }
  window.shown = () => {
    walk(document.documentElement)
    for (const block of document.querySelectorAll(MARKDOWN)) {
      const copy = block.cloneNode(true)
      for (const other of copy.querySelectorAll(OTHERS)) other.remove()
      put(copy.textContent, place(block))
    }
    return [...seen]
  }
})()
