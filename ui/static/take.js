// Saves a picture as it is seen: PNG of twice as many pixels, or SVG.
const SHARP = 2

const drawn = ({ draw, width, height }, look) => {
  const size = { width: SHARP * width, height: SHARP * height }
  const canvas = Object.assign(document.createElement("canvas"), size)
  const pen = canvas.getContext("2d")
  pen.scale(SHARP, SHARP)
  pen.fillStyle = look.paper
  pen.fillRect(0, 0, width, height)
  draw(pen, look, width, height)
  return canvas
}

const down = (blob, name) => {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}

// coming: a picture, or the promise of one. format: "png" or "svg".
export const take = async (coming, format, look) => {
  const picture = await coming
  const canvas = drawn(picture, look)
  if (format === "png") return canvas.toBlob(blob => down(blob, `${picture.name}.png`))
  const { width, height } = picture
  const image = `<image width="${width}" height="${height}" href="${canvas.toDataURL()}"/>`
  const size = `viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`
  const text = `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${image}</svg>`
  return down(new Blob([text], { type: "image/svg+xml" }), `${picture.name}.svg`)
}
