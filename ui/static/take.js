// Saves a picture as it is seen: as PNG of twice as many pixels, or as SVG.
import { SvgPen } from "./svg.js"

const SHARP = 2

const onto = (pen, { draw, width, height }, look) => {
  pen.fillStyle = look.paper
  pen.fillRect(0, 0, width, height)
  draw(pen, look, width, height)
  return pen
}

const canvas = (picture, look) => {
  const size = { width: SHARP * picture.width, height: SHARP * picture.height }
  const made = Object.assign(document.createElement("canvas"), size)
  const pen = made.getContext("2d")
  pen.scale(SHARP, SHARP)
  onto(pen, picture, look)
  return made
}

const down = (blob, name) => {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}

// coming: a picture, or the promise of one. format: "png" or "svg".
export const take = async (coming, format, look) => {
  const picture = await coming
  const name = `${picture.name}.${format}`
  if (format === "png") return canvas(picture, look).toBlob(blob => down(blob, name))
  const text = onto(new SvgPen(picture.width, picture.height), picture, look).text()
  down(new Blob([text], { type: "image/svg+xml" }), name)
}
