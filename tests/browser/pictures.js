// What tests ask of pictures: the served modules, and a chart drawn by both pens at one size.
window.pictures = async () => {
  const known = performance.getEntriesByType("resource").map(entry => entry.name)
  const root = known.find(name => /\/lab\/\w+\/[\w.]+\.js$/.test(name)).replace(/[^/]*$/, "")
  const names = ["axes", "draw", "drawing", "fonts", "numbers", "pixels", "save", "saving", "sheet", "svg"]
  const modules = await Promise.all(names.map(name => import(`${root}${name}.js`)))
  return Object.fromEntries(names.map((name, i) => [name, modules[i]]))
}

const blank = (width, height, paper) => {
  const canvas = document.createElement("canvas")
  Object.assign(canvas, { width, height })
  const pen = canvas.getContext("2d", { willReadFrequently: true }) // drawn by the CPU, as the page's own
  pen.fillStyle = paper
  pen.fillRect(0, 0, width, height)
  return [canvas, pen]
}

// An SVG drawing, as the browser shows it at its own size.
window.shownBy = async (text, width, height, paper) => {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`
  await image.decode()
  const [canvas, pen] = blank(width, height, paper)
  pen.drawImage(image, 0, 0, width, height)
  return canvas.toDataURL()
}

window.both = async (spec, width, height) => {
  const { draw, drawing, fonts, numbers, pixels, saving, svg } = await pictures()
  const look = draw.theme(document.querySelector("[data-study]"))
  const map = new pixels.Pixels()
  const bytes = spec.marks.find(mark => mark.kind === "pixels")
  if (bytes) await new Promise(resolve => { if (map.ready(bytes, resolve)) resolve() })
  const kept = () => ({ keep: {}, words: {}, map })
  await document.fonts.load(`12px ${look.font}`)
  await document.fonts.load(`600 12px ${look.font}`)
  const [canvas, pen] = blank(width, height, look.paper)
  drawing.draw(pen, look, width, height, spec, kept())
  const drawn = new svg.SvgPen(width, height)
  const plot = drawing.draw(drawn, look, width, height, spec, kept())
  drawn.style(await fonts.fontRule(look.font))
  return {
    canvas: canvas.toDataURL(), svg: drawn.text(), shown: await shownBy(drawn.text(), width, height, look.paper),
    csv: saving.csv(numbers.numbersOf(spec, plot?.at, map)), frame: plot && [plot.left, plot.right, plot.top, plot.base],
  }
}
